"""Words beside a date that say what happened on it, in many languages, folded.

`published`: the document came out. `updated`: it was changed. `other`: something else happened (a
member joined, an offer ends, an event begins), so that the date is none of the document's.
"""

from __future__ import annotations

from functools import lru_cache

PUBLISHED = """
published|publication date|date published|pub date|posted|first published|first posted|originally published|released
release date|written|created|submitted|issued|uploaded|added|date|dated|filed|started|asked|thread starter|start date|started on|opened
veröffentlicht|erschienen|erstellt|publiziert|eingestellt|datum|geschrieben|gepostet|stand
publié|publiée|paru|mis en ligne|posté|publication|rédigé|créé|diffusé|écrit
publicado|publicada|fecha|fecha de publicación|escrito|creado|subido|data|data de publicação|postado|criado
pubblicato|pubblicata|data di pubblicazione|scritto|inserito|creato
opublikowano|opublikowany|data publikacji|dodano|dodane|utworzono|napisano
gepubliceerd|geplaatst|publicatiedatum|geschreven|aangemaakt
publicerad|publicerades|publicerat|publisert|publiceret|udgivet|skapad|skrevet|offentliggjort|opprettet|oprettet|lagt ut
julkaistu|julkaistiin|luotu|lähetetty
publikováno|vydáno|vloženo|zveřejněno|publikované|zverejnené|pridané|objavljeno|objavljen|objavio|objavila
közzétéve|megjelent|megjelenés|létrehozva|publicat|publicată|postat|adăugat|avaldatud|paskelbta|publicēts|publikuota
yayınlanma|yayınlandı|yayınlanma tarihi|yayın tarihi|eklenme|eklenme tarihi|tarih|oluşturulma
опубликовано|опубликован|опубликована|дата публикации|дата|добавлено|размещено|создано|создан
опубліковано|опублікована|дата публікації|додано|публикувано|публикувана|објављено|створено
δημοσιεύτηκε|δημοσιεύθηκε|δημοσίευση|ημερομηνία δημοσίευσης|δημοσιευτηκε|ημερομηνία|αναρτήθηκε
نشر|نشرت|تاريخ النشر|نشر في|نشر بتاريخ|تم النشر|تاریخ انتشار|منتشر شده|انتشار|شائع|تاریخ اشاعت|تاریخ
פורסם|פורסמה|תאריך|תאריך פרסום|प्रकाशित|प्रकाशन तिथि|पोस्ट किया गया
diterbitkan|dipublikasikan|diposting|dibuat|terbit|tanggal|xuất bản|ngày đăng|đăng ngày|đăng|đăng lúc|diterbitkan pada
เผยแพร่|เผยแพร่เมื่อ|วันที่|โพสต์|โพสต์เมื่อ|วันที่เผยแพร่|ลงเมื่อ
发布|发布于|发布时间|发表于|发表|发布日期|时间|日期|發布|發佈|發表於|發佈於|發布時間|出版|创建于|刊登
公開|公開日|投稿日|掲載|掲載日|配信|投稿|作成日|登録日|発行日|日付|
게시|게시일|등록|등록일|입력|작성일|작성|발행일|기사입력|승인
"""

UPDATED = """
updated|last updated|last update|update|modified|last modified|edited|last edited|last revised|reviewed
last reviewed|date modified|revision date|changed|refreshed|page last updated|dernière modification
aktualisiert|zuletzt aktualisiert|geändert|letzte änderung|bearbeitet|überarbeitet|letztes update|letzte aktualisierung|zuletzt geändert
mis à jour|mise à jour|modifié|modifiée|dernière mise à jour|actualisé|màj|maj
actualizado|actualizada|última actualización|modificado|editado|atualizado|atualizada|última atualização
aggiornato|aggiornata|ultimo aggiornamento|modificato|ultima modifica|modifica
zaktualizowano|aktualizacja|ostatnia aktualizacja|zmodyfikowano|data aktualizacji
bijgewerkt|laatst bijgewerkt|gewijzigd|laatst gewijzigd|aangepast
uppdaterad|uppdaterades|senast uppdaterad|oppdatert|sist oppdatert|opdateret|sidst opdateret|ändrad|redigeret|endret
päivitetty|muokattu|aktualizováno|upraveno|aktualizované|upravené|poslední aktualizace|ažurirano|posodobljeno
frissítve|módosítva|utolsó frissítés|actualizat|ultima actualizare|uuendatud|atnaujinta|atjaunināts
güncelleme|güncellenme|güncellendi|son güncelleme|güncelleme tarihi|güncellenme tarihi
обновлено|обновлен|обновлена|изменено|последнее обновление|дата обновления|оновлено|змінено|обновена|ажурирано
ενημερώθηκε|τελευταία ενημέρωση|ενημέρωση|ανανεώθηκε
آخر تحديث|تم التحديث|تحديث|به روز رسانی|بروزرسانی|آخرین به روزرسانی|به‌روزرسانی|עודכן|עדכון אחרון|अपडेट|अद्यतन|अंतिम अपडेट|अपडेटेड
diperbarui|terakhir diperbarui|pembaruan terakhir|cập nhật|cập nhật lúc|cập nhật lần cuối|อัปเดต|อัพเดท|แก้ไขล่าสุด|ปรับปรุงล่าสุด
更新|更新于|更新時間|更新时间|最后更新|最後更新|修改|更新日|最終更新|最終更新日|更新日時|改訂|수정|수정일|최종수정|업데이트
"""

OTHER = """
joined|join date|member since|registered|registered on|registration|last activity|last active|last seen|last visit|last post
last reply|latest reply|last post by|latest post|last message|expires|expires on|expiry|expired|valid until|valid through
ends on|deadline|due date|due by|closes on|starts on|effective date|born|died|accessed|retrieved|copyright|©|as of|established|founded
event date|departs|delivery|ships by|check-in|check-out|arrives|next update|offer ends|sale ends|apply by|rsvp by|received|accepted|revised
dabei seit|mitglied seit|registriert|beigetreten|angemeldet|gültig bis|läuft ab|abgerufen am|abgerufen|bewerbungsschluss|anmeldeschluss
inscrit|inscrit le|membre depuis|jusqu'au|expire|expire le|valable jusqu'au|consulté le|à partir du
miembro desde|registrado|válido hasta|consultado|membro desde|iscritto|iscritto dal|fino al|scade|scade il
dołączył|dołączyła|zarejestrowany|ważne do|lid sinds|geregistreerd|geldig tot|medlem sedan|medlem siden|giltig till
регистрация|зарегистрирован|на сайте с|с нами с|действует до|üyelik|katılım|kayıt tarihi|bergabung|tham gia|注册|註冊|注册时间|加入|登録|가입일
"""


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    from cleaner.text.fold import fold

    table: dict[str, str] = {}
    for kind, words in (("other", OTHER), ("published", PUBLISHED), ("updated", UPDATED)):
        for word in words.replace("\n", "|").split("|"):
            if word:
                table[fold(word)] = kind
    return table


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, _table()))


# Words between a cue and its date.
_LINKS = frozenset(
    [
        "on",
        "at",
        "in",
        "the",
        "am",
        "vom",
        "den",
        "dem",
        "le",
        "la",
        "el",
        "em",
        "il",
        "op",
        "w",
        "dnia",
        "dne",
        "pa",
        "d",
        "pe",
        "на",
        "v",
        "в",
        "от",
        "στισ",
        "في",
        "در",
        "में",
        "pada",
        "ngay",
        "luc",
        "date",
        "was",
        "is",
        "um",
        "med",
        "du",
        "của",
        ",",
        ":",
        "|",
        "-",
        "·",
        "•",
    ]
)
_TRIM = " :|·•,-.()[]–"


def before(text: str) -> str:
    """What the end of a folded text says of the date that follows: a kind, or ""."""
    words = text.split()
    if not words:
        return ""
    table = _table()
    kind = _ending(words, table)
    if (not kind and words[-1].strip(_TRIM) in _LINKS) or not words[-1].strip(_TRIM):
        while words and (words[-1].strip(_TRIM) in _LINKS or not words[-1].strip(_TRIM)):
            del words[-1]
        kind = _ending(words, table)
    return kind


def after(text: str) -> str:
    """What the beginning of a folded text says of the date before it: for languages that put the
    verb last, and for remarks in brackets."""
    head = text.lstrip(_TRIM)[: _longest()]
    if not head:
        return ""
    table = _table()
    words = head.split(" ")
    for size in (3, 2, 1):
        kind = table.get(" ".join(words[:size]).strip(_TRIM))
        if kind:
            return kind
    for size in range(min(4, len(head)), 1, -1):
        if not head[0].isascii() and head[:size] in table:
            return table[head[:size]]
    return ""


def _ending(words: list[str], table: dict[str, str]) -> str:
    for size in range(min(4, len(words)), 0, -1):
        kind = table.get(" ".join(words[-size:]).strip(_TRIM))
        if kind:
            return kind
    last = words[-1].rstrip(_TRIM) if words else ""
    if last and not last[-1].isascii():
        for size in range(min(6, len(last)), 1, -1):
            if last[-size:] in table:
                return table[last[-size:]]
    return ""
