"""Languages: running text is recognised, everything else is unknown."""

from __future__ import annotations

import pytest

from cleaner.text.language import SAMPLE, guess, possible
from cleaner.text.stopwords import STOPWORDS

TEXTS = {
    "en": "The old bridge over the river was built by the people of the village, and it has been"
    " closed since the flood. This week the council said that it will be repaired before winter.",
    "de": "Die alte Brücke über den Fluss wurde von den Leuten aus dem Dorf gebaut und ist seit der"
    " Flut gesperrt. Nun soll sie noch vor dem Winter repariert werden, aber das Geld fehlt.",
    "fr": "Le vieux pont sur la rivière a été construit par les habitants du village, mais il est"
    " fermé depuis la crue. Le conseil a décidé qu'il sera réparé avant l'hiver avec des dons.",
    "es": "El viejo puente sobre el río fue construido por los vecinos del pueblo, pero está"
    " cerrado desde la crecida. El consejo dice que se va a reparar antes del invierno con ayuda.",
    "it": "Il vecchio ponte sul fiume è stato costruito dagli abitanti del paese, ma è chiuso da"
    " quando c'è stata la piena. Il consiglio ha deciso di ripararlo prima dell'inverno con i fondi"
    " della regione.",
    "pt": "A velha ponte sobre o rio foi construída pelos moradores da vila, mas está fechada desde"
    " a cheia. O conselho disse que não há dinheiro e que ela também será reparada com ajuda do"
    " governo em uma semana.",
    "pl": "Stary most na rzece został zbudowany przez mieszkańców wsi, ale jest zamknięty od"
    " powodzi. Rada mówi, że nie ma pieniędzy i że to się zmieni do zimy, tylko jak, tego już nikt"
    " nie wie.",
    "nl": "De oude brug over de rivier is door de mensen van het dorp gebouwd, maar ze is sinds de"
    " vloed niet meer open. De raad zegt dat het werk nog voor de winter wordt gedaan.",
    "sv": "Den gamla bron över floden byggdes av folket i byn, men den är stängd efter översvämningen."
    " Rådet säger att det inte finns pengar, och att vi får vänta till vintern för att se vad som"
    " blir av det.",
    "no": "Den gamle broen over elva ble bygd av folk fra bygda, men den er stengt etter flommen."
    " Rådet sier at det ikke er penger nå, og at vi må vente til vinteren før noe blir gjort med"
    " den. Hva mer kan vi gjøre?",
    "da": "Den gamle bro over åen blev bygget af folk fra landsbyen, men den er lukket efter"
    " oversvømmelsen. Rådet siger, at der ikke er penge nu, og at vi må vente til vinteren, før"
    " noget bliver gjort. Hvad mere kan vi gøre?",
    "fi": "Vanha silta joen yli on kylän väen rakentama, mutta se on ollut kiinni tulvan jälkeen."
    " Nyt neuvosto sanoo, että rahaa ei ole, ja että työ voidaan tehdä vielä ennen talvea, jos"
    " apua vain löytyy myös muualta kuin kylästä.",
    "cs": "Starý most přes řeku byl postaven lidmi z vesnice, ale od povodně je zavřený. Rada říká,"
    " že na opravu nejsou peníze a že se to do zimy také nezmění, když nikdo nepřijde s tím, jak"
    " na to. Podle mnoha lidí je to ostuda a není sama.",
    "sk": "Starý most cez rieku bol postavený ľuďmi z dediny, ale od povodne je zatvorený. Rada"
    " hovorí, že na opravu nie sú peniaze a že sa to do zimy nezmení, keď nikto nepríde s tým, ako"
    " na to. Podľa mnohých je to už hanba, čo tu je.",
    "hu": "A folyó fölötti régi hidat a falu népe építette, de az áradás után már nem lehet rajta"
    " átmenni. A tanács azt mondja, hogy nincs pénz, és csak a tél után kezdik meg a munkát, ha"
    " még lesz, aki segít.",
    "ro": "Podul vechi de peste râu a fost construit de oamenii din sat, dar este închis după"
    " inundație. Consiliul spune că nu sunt bani și că se va lucra până la iarnă, dacă vine ajutor"
    " de la stat sau din donații, cum au mai fost.",
    "tr": "Nehrin üzerindeki eski köprü köy halkı tarafından yapıldı ve sel sonrası kapalı. Meclis"
    " bu iş için para yok diyor ama kışa kadar bir çözüm olarak yeni yol ile köye gelmek daha"
    " kolay olacak gibi, en çok da çocuklar için.",
    "id": "Jembatan tua di atas sungai itu dibangun oleh warga desa, tetapi sudah ditutup karena"
    " banjir. Dewan mengatakan bahwa dana untuk perbaikan tidak ada dan warga harus menunggu agar"
    " pekerjaan bisa dimulai, saat ini belum jelas.",
    "vi": "Cây cầu cũ qua sông là do người dân trong làng xây, nhưng đã đóng từ khi có lũ. Hội đồng"
    " nói rằng không có tiền và sẽ còn phải chờ cho đến mùa đông để sửa cầu với sự giúp đỡ của các"
    " làng khác.",
    "ca": "El pont vell sobre el riu va ser fet pels veïns del poble, però és tancat des de la"
    " riuada. El consell diu que no hi ha diners i que les obres també es faran amb ajut dels"
    " pobles del costat, sense data.",
    "hr": "Stari most preko rijeke sagradili su ljudi iz sela, ali je nakon poplave zatvoren. Vijeće"
    " kaže da novca nema i da će se prije zime naći rješenje, no nitko ne zna tko će to platiti ili"
    " gdje je projekt koji je već bio gotov.",
    "et": "Vana silla üle jõe ehitasid küla inimesed, kuid see on pärast tulva kinni. Nüüd ütleb"
    " nõukogu, et raha ei ole ja et töö algab enne talve, kui keegi veel aitab või kui oma küla"
    " saab välja mõelda, mis siis edasi.",
    "lt": "Senas tiltas per upę buvo pastatytas kaimo žmonių, bet po potvynio jis yra uždarytas."
    " Taryba sako, kad pinigų nėra ir kad tai bus daroma iki žiemos, jei kas nors dar padės, nes"
    " kaip tik tuo metu upė nuo ledo jau laisva.",
    "lv": "Veco tiltu pār upi uzcēla ciema ļaudis, bet pēc plūdiem tas ir slēgts. Padome saka, ka"
    " naudas nav un ka darbi būs līdz ziemai, kā jau bija solīts, lai arī šo solījumu vēl nav"
    " neviens redzējis uz papīra.",
    "sl": "Stari most čez reko so zgradili ljudje iz vasi, ki pa je po poplavi zaprt. Svet pravi, da"
    " denarja še ni in da se bo delo začelo samo, če bo tudi država dala več, kot je lahko do zdaj.",
    "ru": "Старый мост через реку построили жители деревни, но после наводнения он закрыт. В совете"
    " говорят, что денег на ремонт нет и что это не изменится до зимы, если они не найдут тех, кто"
    " может помочь.",
    "uk": "Старий міст через річку збудували жителі села, але після повені він закритий. У раді"
    " кажуть, що грошей на ремонт немає і що це не зміниться до зими, якщо вони не знайдуть тих,"
    " хто може допомогти.",
    "bg": "Старият мост над реката е построен от хората в селото, но след наводнението е затворен."
    " От съвета казват, че няма пари и че ще се работи до зимата само със средства, които са от"
    " дарения.",
    "sr": "Стари мост преко реке саградили су људи из села, али је после поплаве затворен. У савету"
    " кажу да новца нема и да се за сада не зна како ће то бити, јер није све у томе што већ има.",
    "el": "Η παλιά γέφυρα πάνω από το ποτάμι χτίστηκε από τους κατοίκους του χωριού, αλλά είναι"
    " κλειστή μετά την πλημμύρα.",
    "ar": "الجسر القديم على النهر بناه أهل القرية لكنه مغلق منذ الفيضان. وقال المجلس إن المال غير"
    " موجود وإن العمل لا يبدأ قبل الشتاء، مع أن الطريق الذي كان بين القريتين هذا العام صعب في كل"
    " يوم.",
    "he": "הגשר הישן מעל הנהר נבנה בידי אנשי הכפר, אבל הוא סגור מאז השיטפון ואין כסף לתקן אותו.",
    "fa": "پل قدیمی روی رودخانه را مردم روستا ساخته‌اند و پس از سیل بسته است. شورا گفت که برای این"
    " کار پول ندارد و باید تا زمستان با کمک مردم آن را تعمیر کرد، اما هر سال همین را می‌گویند.",
    "ur": "دریا پر یہ پرانا پل گاؤں کے لوگوں نے بنایا تھا اور سیلاب کے بعد سے بند ہے۔ کونسل کا کہنا"
    " ہے کہ اس کے لیے پیسے نہیں ہیں اور سردیوں تک کچھ بھی نہیں ہو گا۔",
    "hi": "नदी पर पुराना पुल गाँव के लोगों ने बनाया था, लेकिन बाढ़ के बाद से वह बंद है। परिषद का"
    " कहना है कि इस काम के लिए पैसे नहीं हैं और सर्दी तक कुछ भी नहीं हो पाएगा।",
    "th": "สะพานเก่าข้ามแม่น้ำสร้างโดยชาวบ้านในหมู่บ้าน แต่ปิดมาตั้งแต่น้ำท่วมครั้งใหญ่เมื่อปีก่อน",
    "zh": "河上的老桥是村里的人修建的，但自从洪水之后就一直关闭。村委会说没有钱修理，居民们只能等到冬天以后再看有没有办法解决这个问题。",
    "ja": "川にかかる古い橋は村の人々が建てたものですが、洪水のあとはずっと閉鎖されています。村議会は修理のお金がないと話しています。",
    "ko": "강 위의 오래된 다리는 마을 사람들이 지은 것이지만 홍수 이후로 닫혀 있습니다. 마을 의회는 수리할 돈이 없다고 말합니다.",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_two_sentences_are_enough(language: str, text: str) -> None:
    """Running text of some forty words is recognised, close relatives are told apart."""
    assert guess(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hello world",
        "The bridge is closed.",
        "12 13 14\n" * 50,
        "https://example.com/the/of/and/to/in/is/that/for/it\n" * 20,
        "John Smith\nMaria de la Cruz\nJan van der Berg\nLuca De Santis\nLa Rosa\nEl Greco\n" * 10,
        "Facebook Twitter LinkedIn WhatsApp Email Print " * 20,
        "Red Blue Green Small Medium Large Add to cart " * 10,
        "東京",
        "Αθήνα",
    ],
)
def test_what_is_no_running_text_is_unknown(text: str) -> None:
    """Short texts, numbers, addresses, names and menus have no language."""
    assert guess(text) is None


def test_a_mixture_is_unknown() -> None:
    """A text half in one language and half in another is neither."""
    assert guess(TEXTS["en"] + "\n" + TEXTS["de"]) is None
    assert guess(TEXTS["el"] + "\n" + TEXTS["en"][:110]) is None


def test_foreign_names_do_not_matter() -> None:
    """Latin names and terms in Japanese, Chinese or Russian text leave the language as it is."""
    names = " Example Corporation, Visual Studio Code 2.0, John Smith"
    for language in ("ja", "zh", "ko", "ru"):
        assert guess(TEXTS[language] * 2 + names) == language


def test_short_words_of_close_languages_stay_open() -> None:
    """A sentence that is as good Danish as Norwegian is unknown."""
    assert guess("Den er for stor, og det er jeg ikke. Vi har den til i dag. " * 3) is None


def test_only_the_beginning_counts() -> None:
    """What comes after the sample does not change the answer."""
    text = (TEXTS["en"] + "\n") * (SAMPLE // len(TEXTS["en"]) + 1)
    assert guess(text + TEXTS["de"] * 500) == "en"


def test_the_lists_are_clean() -> None:
    """Lists are lower case, without doublets, and no two hold the same words."""
    for language, words in STOPWORDS.items():
        listed = words.split()
        assert words == words.lower(), language
        assert len(listed) == len(set(listed)) >= 20, language
    assert len({frozenset(words.split()) for words in STOPWORDS.values()}) == len(STOPWORDS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Menu", {"de", "en", "pl"}),
        ("Меню", {"ru", "uk"}),
        ("القائمة", {"ar"}),
        ("Menu القائمة", {"ar", "de", "en", "pl"}),
        ("the owl", {"en"}),
        ("die Eule und der Kauz", {"de"}),
        ("1 2 3", {"de", "en", "pl"}),
    ],
)
def test_languages_that_a_short_text_could_be_in(text: str, expected: set[str]) -> None:
    """Its script leaves some, and the few function words that it has leave fewer."""
    assert possible(text, ["ar", "de", "en", "pl", "ru", "uk"]) == expected


def test_a_language_of_which_nothing_is_known_stays_possible() -> None:
    """Rules for a language that is in no table here act on any text of unknown language."""
    assert "tlh" in possible("the owl", ["tlh", "en"])
