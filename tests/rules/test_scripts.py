"""Readers of every script: chrome in the forms that pages of a language show goes, look-alikes stay."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

import pytest

from cleaner import Cleaner


class Page(NamedTuple):
    """An article in parts: chrome before and after it, and its sentences, of which some look like chrome."""

    head: str
    prose: str
    tail: str

    def text(self, form: Callable[[str], str]) -> tuple[str, str]:
        """The page with its chrome in a form, and the article alone."""
        title, *prose = self.prose.strip().split("\n")
        head, tail = (
            [form(line) for line in part.strip().split("\n")] for part in (self.head, self.tail)
        )
        return "\n\n".join([title, *head, *prose, *tail]) + "\n", "\n\n".join(
            [title, *prose]
        ) + "\n"


PAGES = {
    "en": Page(
        "By Jane Doe\nPublished on March 3, 2024\n5 min read",
        """The bridge will be repaired
The council met on Monday and voted to repair the old bridge before winter comes to the valley.
Please leave a comment in the book at the town hall if you think that the work should begin later.
Share this walk with friends who have never seen the arches from below, for it is worth the mud.""",
        "Share this:\nTags: bridge, valley, winter\nRelated posts\nSubscribe to our newsletter\nLeave a Reply\nAll rights reserved",
    ),
    "de": Page(
        "Von Anna Müller\nVeröffentlicht am 3. März 2024\nLesezeit: 5 Minuten",
        """Die Brücke wird erneuert
Der Gemeinderat hat am Montag beschlossen, die alte Brücke noch vor dem Winter von Grund auf zu erneuern.
Wer mag, kann im Rathaus einen Kommentar hinterlassen, und die Bürgermeisterin liest jeden davon selbst.
Die Kosten teilen sich der Kreis und die Anwohner, die im Frühling am lautesten nach Hilfe gerufen hatten.""",
        "Beitrag teilen:\nSchlagwörter: Brücke, Tal, Winter\nDas könnte Sie auch interessieren\nNewsletter abonnieren\nSchreibe einen Kommentar\nAlle Rechte vorbehalten",
    ),
    "fr": Page(
        "Par Hélène Lefèvre\nPublié le 3 mars 2024\nTemps de lecture : 5 minutes",
        """Le pont sera réparé
La mairie a décidé lundi de restaurer le vieux pont de pierre avant que l'hiver ne gagne la vallée.
On peut laisser un commentaire dans le cahier de la mairie, et la maire les lira tous avant le vote.
Partager cet article de foi avec les voisins ne suffisait plus, disait le curé à ceux qui l'écoutaient encore.""",
        "Partager cet article\nÉtiquettes : pont, vallée, hiver\nÀ lire aussi\nAbonnez-vous à notre newsletter\nLaisser un commentaire\nTous droits réservés",
    ),
    "es": Page(
        "Por María Núñez\nPublicado el 3 de marzo de 2024\nTiempo de lectura: 5 minutos",
        """El puente se repara
El ayuntamiento decidió el lunes reparar el viejo puente de piedra antes de que el invierno llegue al valle.
Quien quiera puede dejar un comentario en el libro de la alcaldía, y la alcaldesa los leerá todos sin falta.
Compartir los gastos con el condado era la única salida que les quedaba a los vecinos de las dos orillas.""",
        "Compartir en Facebook\nEtiquetas: puente, valle, invierno\nArtículos relacionados\nSuscríbete a nuestro boletín\nDeja un comentario\nTodos los derechos reservados",
    ),
    "it": Page(
        "Di Niccolò Però\nPubblicato il 3 marzo 2024\nTempo di lettura: 5 minuti",
        """Il ponte sarà riparato
Il consiglio ha deciso lunedì di riparare il vecchio ponte di pietra prima che l'inverno arrivi nella valle.
Chi vuole può lasciare un commento nel libro del municipio, e la sindaca li leggerà tutti con la pazienza di sempre.
Condividere le spese con la provincia era l'unica strada che restava agli abitanti delle due rive del fiume.""",
        "Condividi su Facebook\nTag: ponte, valle, inverno\nArticoli correlati\nIscriviti alla newsletter\nLascia un commento\nTutti i diritti riservati",
    ),
    "pt": Page(
        "Por João Conceição\nPublicado em 3 de março de 2024\nTempo de leitura: 5 minutos",
        """A ponte será reparada
A câmara decidiu na segunda-feira restaurar a velha ponte de pedra antes que o inverno chegue ao vale.
Quem quiser pode deixar um comentário no livro da câmara, e a presidente promete que os lerá todos com calma.
Partilhar as despesas com o distrito era a única saída que restava aos moradores das duas margens do rio.""",
        "Compartilhe no Facebook\nTags: ponte, vale, inverno\nArtigos relacionados\nAssine nossa newsletter\nDeixe um comentário\nTodos os direitos reservados",
    ),
    "ro": Page(
        "De Ștefan Țăran\nPublicat pe 3 martie 2024\nTimp de citire: 5 minute",
        """Podul va fi reparat
Consiliul a hotărât luni ca vechiul pod de piatră să fie reparat înainte ca iarna să coboare în vale.
Oricine poate lăsa un comentariu în cartea primăriei, iar primărița a promis că le va citi pe toate cu răbdare.
Distribuie cheltuielile între județ și locuitori, i-a spus bătrânul pietrar primarului, și lucrarea va începe.""",
        "Distribuie pe Facebook\nEtichete: pod, vale, iarnă\nArticole similare\nAbonează-te la newsletter\nLasă un comentariu\nToate drepturile rezervate",
    ),
    "nl": Page(
        "Door Jan van der Berg\nGepubliceerd op 3 maart 2024\nLeestijd: 5 minuten",
        """De brug wordt hersteld
De gemeenteraad besloot maandag om de oude stenen brug te herstellen voordat de winter in het dal begint.
Wie wil, kan een reactie achterlaten in het boek op het stadhuis, en de burgemeester leest ze allemaal zelf.
Het delen van de kosten met de provincie was de enige uitweg die de mensen aan beide oevers nog hadden.""",
        "Deel dit artikel\nTags: brug, dal, winter\nGerelateerde artikelen\nSchrijf je in voor de nieuwsbrief\nLaat een reactie achter\nAlle rechten voorbehouden",
    ),
    "sv": Page(
        "Av Åsa Öberg\nPublicerad 3 mars 2024\nLästid: 5 minuter",
        """Bron ska lagas
Kommunfullmäktige beslutade i måndags att laga den gamla stenbron innan vintern kommer till dalen på allvar.
Den som vill kan lämna en kommentar i boken på kommunhuset, och kommunalrådet läser var och en av dem själv.
Dela kostnaderna med länet, sade den gamle stenhuggaren till dem som bodde på båda sidor om floden i dalen.""",
        "Dela artikeln\nTaggar: bro, dal, vinter\nRelaterade artiklar\nPrenumerera på vårt nyhetsbrev\nLämna en kommentar\nAlla rättigheter förbehållna",
    ),
    "no": Page(
        "Av Åse Bjørnstad\nPublisert 3. mars 2024\nLesetid: 5 minutter",
        """Broen skal repareres
Kommunestyret vedtok mandag å reparere den gamle steinbroen før vinteren kommer til dalen for fullt igjen i år.
Den som vil, kan legge igjen en kommentar i boken på rådhuset, og ordføreren leser hver eneste en av dem selv.
Del utgiftene med fylket, sa den gamle steinhoggeren til dem som bodde på begge sider av elven i dalen.""",
        "Del artikkelen\nStikkord: bro, dal, vinter\nRelaterte artikler\nMeld deg på nyhetsbrevet\nLegg igjen en kommentar\nAlle rettigheter reservert",
    ),
    "da": Page(
        "Af Søren Ørsted\nUdgivet den 3. marts 2024\nLæsetid: 5 minutter",
        """Broen skal repareres
Byrådet besluttede mandag at reparere den gamle stenbro, inden vinteren for alvor kommer til dalen igen i år.
Den, der vil, kan skrive en kommentar i bogen på rådhuset, og borgmesteren læser hver eneste af dem selv.
Del udgifterne med amtet, sagde den gamle stenhugger til dem, der boede på begge sider af åen i dalen.""",
        "Del artiklen\nTags: bro, dal, vinter\nRelaterede artikler\nTilmeld dig vores nyhedsbrev\nSkriv en kommentar\nAlle rettigheder forbeholdes",
    ),
    "fi": Page(
        "Teksti: Päivi Mäkinen\nJulkaistu 3.3.2024\nLukuaika: 5 minuuttia",
        """Silta korjataan
Kunnanvaltuusto päätti maanantaina korjata vanhan kivisillan ennen kuin talvi tulee laaksoon ja tie jäätyy umpeen taas.
Kuka tahansa voi jättää kommentin kunnantalon kirjaan, ja kunnanjohtaja lupasi lukea niistä jokaisen itse ennen juhannusta.
Jaa kulut läänin kanssa, sanoi vanha kivenhakkaaja niille, jotka asuivat joen molemmilla rannoilla laakson pohjalla.""",
        "Jaa artikkeli\nAvainsanat: silta, laakso, talvi\nLue myös\nTilaa uutiskirje\nJätä kommentti\nKaikki oikeudet pidätetään",
    ),
    "pl": Page(
        "Autor: Łukasz Żądło\nOpublikowano: 3 marca 2024\nCzas czytania: 5 minut",
        """Most zostanie naprawiony
Rada postanowiła w poniedziałek naprawić stary kamienny most, zanim do doliny przyjdzie zima i pierwsze mrozy.
Kto chce, może zostawić komentarz w księdze w urzędzie, a pani burmistrz obiecała, że przeczyta je wszystkie sama.
Podziel się kosztami z powiatem, powiedział stary kamieniarz tym, którzy mieszkali po obu stronach rzeki w dolinie.""",
        "Udostępnij na Facebooku\nTagi: most, dolina, zima\nPowiązane artykuły\nZapisz się do newslettera\nDodaj komentarz\nWszelkie prawa zastrzeżone",
    ),
    "cs": Page(
        "Autor: Jiří Dvořák\nPublikováno 3. března 2024\nDoba čtení: 5 minut",
        """Most se opraví
Městská rada v pondělí rozhodla, že starý kamenný most opraví dříve, než do údolí přijde zima a mráz.
Kdo chce, může zanechat komentář v knize na radnici, a starostka slíbila, že si všechny sama v klidu přečte.
Sdílet náklady s krajem byla jediná cesta, která zbývala lidem na obou březích řeky v dlouhém údolí.""",
        "Sdílet na Facebooku\nŠtítky: most, údolí, zima\nSouvisející články\nPřihlaste se k odběru novinek\nNapsat komentář\nVšechna práva vyhrazena",
    ),
    "hu": Page(
        "Írta: Kovács Éva\nMegjelent: 2024. március 3.\nOlvasási idő: 5 perc",
        """Megújul a híd
A tanács hétfőn úgy döntött, hogy a régi kőhidat még a tél beállta előtt teljesen felújítják a völgyben.
Aki szeretne, megjegyzést írhat a városháza könyvébe, és a polgármester asszony mindet maga fogja elolvasni nyárig.
Oszd meg a költségeket a megyével, mondta az öreg kőfaragó azoknak, akik a folyó két partján laktak akkor.""",
        "Oszd meg a Facebookon\nCímkék: híd, völgy, tél\nKapcsolódó cikkek\nIratkozzon fel hírlevelünkre\nSzólj hozzá\nMinden jog fenntartva",
    ),
    "tr": Page(
        "Yazar: Işıl Çağlar\nYayınlanma tarihi: 3 Mart 2024\nOkuma süresi: 5 dakika",
        """Köprü onarılacak
Belediye meclisi pazartesi günü, vadiye kış gelmeden önce eski taş köprünün baştan sona onarılmasına karar verdi.
İsteyen herkes belediyedeki deftere yorum yazabilir, ve başkan hepsini tek tek kendisi okuyacağına söz verdi bu yıl.
Masrafları il ile paylaşın, dedi yaşlı taş ustası, nehrin iki yakasında oturan ve yardım isteyen insanlara o gün.""",
        "Facebook'ta paylaş\nEtiketler: köprü, vadi, kış\nİlgili yazılar\nBültenimize abone olun\nBir yorum yazın\nTüm hakları saklıdır",
    ),
    "ru": Page(
        "Автор: Пётр Алёшин\nОпубликовано: 3 марта 2024\nВремя чтения: 5 минут",
        """Мост починят
Совет в понедельник решил починить старый каменный мост, прежде чем в долину придёт зима и первые морозы.
Любой может оставить комментарий в книге в ратуше, и глава города обещала, что прочитает их все сама до лета.
Поделиться расходами с областью было единственным выходом для тех, кто жил на обоих берегах реки в долине.""",
        "Поделиться в соцсетях\nМетки: мост, долина, зима\nПохожие статьи\nПодписаться на рассылку\nДобавить комментарий\nВсе права защищены",
    ),
    "uk": Page(
        "Автор: Олена Їжак\nОпубліковано: 3 березня 2024\nЧас читання: 5 хвилин",
        """Міст полагодять
Рада в понеділок вирішила полагодити старий кам'яний міст, перш ніж у долину прийде зима й перші морози.
Кожен може залишити коментар у книзі в ратуші, і голова міста обіцяла, що прочитає їх усі сама ще до літа.
Поділитися витратами з областю було єдиним виходом для тих, хто жив на обох берегах річки в цій долині.""",
        "Поділитися у Facebook\nТеги: міст, долина, зима\nСхожі статті\nПідписатися на розсилку\nЗалишити коментар\nУсі права захищено",
    ),
    "el": Page(
        "Γράφει ο Νίκος Παπαδάς\nΔημοσιεύθηκε: 3 Μαρτίου 2024\nΧρόνος ανάγνωσης: 5 λεπτά",
        """Η γέφυρα θα επισκευαστεί
Το συμβούλιο αποφάσισε τη Δευτέρα να επισκευάσει την παλιά πέτρινη γέφυρα πριν έρθει ο χειμώνας στην κοιλάδα.
Όποιος θέλει μπορεί να αφήσει ένα σχόλιο στο βιβλίο του δημαρχείου, και η δήμαρχος θα τα διαβάσει όλα η ίδια.
Μοιραστείτε τα έξοδα με τον νομό, είπε ο γέρος πετράς σε όσους έμεναν στις δύο όχθες του ποταμού τότε.""",
        "Μοιραστείτε το\nΕτικέτες: γέφυρα, κοιλάδα, χειμώνας\nΔιαβάστε επίσης\nΕγγραφείτε στο newsletter\nΑφήστε ένα σχόλιο\nΜε επιφύλαξη παντός δικαιώματος",
    ),
    "ar": Page(
        "بقلم: أحمد إبراهيم\nتاريخ النشر: 3 مارس 2024\nوقت القراءة: 5 دقائق",
        """إصلاح الجسر القديم
قرر المجلس يوم الاثنين إصلاح الجسر الحجري القديم قبل أن يأتي الشتاء إلى الوادي وتنقطع الطريق على أهله من جديد.
يمكن لمن أراد أن يترك تعليقا في دفتر البلدية، وقد وعدت رئيسة البلدية بأن تقرأ التعليقات كلها بنفسها قبل الصيف.
مشاركة النفقات مع المحافظة كانت المخرج الوحيد لسكان الضفتين الذين طلبوا العون في الربيع ولم يسمعهم أحد قط.""",
        "شارك هذا المقال\nالوسوم: الجسر، الوادي، الشتاء\nمقالات ذات صلة\nاشترك في النشرة الإخبارية\nاترك تعليقاً\nجميع الحقوق محفوظة",
    ),
    "fa": Page(
        "نویسنده: سارا کریمی\nتاریخ انتشار: ۳ مارس ۲۰۲۴\nزمان مطالعه: ۵ دقیقه",
        """پل سنگی تعمیر می‌شود
شورا روز دوشنبه تصمیم گرفت پل سنگی کهنه را پیش از آنکه زمستان به دره برسد از نو بسازد و راه را باز کند.
هر کس بخواهد می‌تواند در دفتر شهرداری دیدگاه خود را بنویسد، و شهردار قول داده است که همه را خودش بخواند.
اشتراک گذاری هزینه‌ها با استان تنها راهی بود که برای مردم دو سوی رودخانه در این دره باقی مانده بود.""",
        "اشتراک گذاری در تلگرام\nبرچسب‌ها: پل، دره، زمستان\nمطالب مرتبط\nعضویت در خبرنامه\nدیدگاهتان را بنویسید\nتمامی حقوق محفوظ است",
    ),
    "he": Page(
        "מאת: דנה כהן\nפורסם בתאריך 3 במרץ 2024\nזמן קריאה: 5 דקות",
        """הגשר הישן ישופץ
המועצה החליטה ביום שני לשפץ את גשר האבן הישן עוד לפני שהחורף יגיע אל העמק והדרך תיחסם שוב לכולם.
מי שרוצה יכול להשאיר תגובה בספר שבבית העירייה, וראשת העיר הבטיחה שתקרא את כולן בעצמה עוד לפני הקיץ.
שיתוף ההוצאות עם המחוז היה המוצא היחיד שנותר לאנשים שגרו בשתי גדות הנהר וביקשו עזרה כבר באביב.""",
        "שתפו בפייסבוק\nתגיות: גשר, עמק, חורף\nכתבות נוספות\nהירשמו לניוזלטר\nהשאירו תגובה\nכל הזכויות שמורות",
    ),
    "hi": Page(
        "लेखक: राजेश मिश्रा\nप्रकाशित: 3 मार्च 2024\nपढ़ने का समय: 5 मिनट",
        """पुराने पुल की मरम्मत होगी
सोमवार को परिषद ने तय किया कि घाटी में सर्दी आने से पहले पुराने पत्थर के पुल की मरम्मत करा दी जाएगी।
जो चाहे वह नगर भवन की किताब में टिप्पणी लिख सकता है, और महापौर ने वादा किया है कि वे सब खुद पढ़ेंगी।
ख़र्च ज़िले के साथ साझा करना ही उन लोगों के पास बचा रास्ता था जो नदी के दोनों किनारों पर रहते थे।""",
        "इसे साझा करें\nटैग: पुल, घाटी, सर्दी\nयह भी पढ़ें\nन्यूज़लेटर की सदस्यता लें\nटिप्पणी करें\nसर्वाधिकार सुरक्षित",
    ),
    "id": Page(
        "Oleh: Siti Rahma\nDiterbitkan pada 3 Maret 2024\nWaktu baca: 5 menit",
        """Jembatan akan diperbaiki
Dewan memutuskan pada hari Senin untuk memperbaiki jembatan batu tua itu sebelum musim hujan tiba di lembah kami.
Siapa pun boleh menulis komentar di buku balai kota, dan wali kota berjanji akan membaca semuanya sendiri nanti.
Bagikan biaya dengan provinsi, kata tukang batu tua itu kepada orang-orang yang tinggal di kedua tepi sungai.""",
        "Bagikan artikel ini\nTag: jembatan, lembah, hujan\nArtikel terkait\nBerlangganan newsletter kami\nTinggalkan komentar\nHak cipta dilindungi undang-undang",
    ),
    "vi": Page(
        "Tác giả: Nguyễn Văn Ánh\nNgày đăng: 03/03/2024\nThời gian đọc: 5 phút",
        """Cây cầu sẽ được sửa
Hội đồng hôm thứ Hai đã quyết định sửa lại cây cầu đá cũ trước khi mùa đông đến với thung lũng của chúng tôi.
Ai muốn đều có thể để lại bình luận trong cuốn sổ ở tòa thị chính, và bà thị trưởng hứa sẽ tự mình đọc hết.
Chia sẻ chi phí với tỉnh là lối thoát duy nhất còn lại cho những người dân sống ở cả hai bên bờ con sông.""",
        "Chia sẻ bài viết\nTừ khóa: cây cầu, thung lũng, mùa đông\nBài viết liên quan\nĐăng ký nhận bản tin\nĐể lại bình luận\nBản quyền thuộc về Báo Thung Lũng",
    ),
    "th": Page(
        "โดย สมชาย ใจดี\nเผยแพร่เมื่อ 3 มีนาคม 2567\nเวลาอ่าน 5 นาที",
        """สะพานเก่าจะได้รับการซ่อม
เมื่อวันจันทร์ที่ผ่านมาสภาเมืองมีมติให้ซ่อมสะพานหินเก่าแก่ให้เสร็จก่อนที่ฤดูหนาวจะมาถึงหุบเขาและถนนจะปิดอีกครั้ง
ใครก็ตามที่ต้องการสามารถแสดงความคิดเห็นไว้ในสมุดที่ศาลากลางได้ และนายกเทศมนตรีสัญญาว่าจะอ่านทุกข้อความด้วยตนเอง
การแบ่งปันค่าใช้จ่ายกับจังหวัดเป็นทางออกเดียวที่เหลืออยู่สำหรับผู้คนที่อาศัยอยู่ทั้งสองฝั่งของแม่น้ำในหุบเขาแห่งนี้""",
        "แชร์บทความนี้\nแท็ก: สะพาน, หุบเขา, ฤดูหนาว\nบทความที่เกี่ยวข้อง\nสมัครรับจดหมายข่าว\nแสดงความคิดเห็น\nสงวนลิขสิทธิ์",
    ),
    "zh": Page(
        "作者：王小明\n发布时间：2024年3月3日\n来源：山谷日报",
        """石桥将要修复
镇议会星期一决定，在冬天来到山谷之前把那座古老的石桥从桥墩到栏杆彻底修好，让两岸的人重新往来。
谁都可以在镇公所的本子上发表评论，镇长答应在夏天到来之前亲自把每一条意见都读完，再决定什么时候动工。
和县里分享这笔费用，是住在河两岸的人们剩下的唯一出路，老石匠在会上这样说，谁也没有反对他的话。""",
        "分享到：\n标签：石桥，山谷，冬天\n相关文章\n订阅我们的通讯\n发表评论\n版权所有",
    ),
    "zh-hant": Page(
        "作者：王小明\n發佈時間：2024年3月3日\n來源：山谷日報",
        """石橋將要修復
鎮議會星期一決定，在冬天來到山谷之前把那座古老的石橋從橋墩到欄杆徹底修好，讓兩岸的人重新往來。
誰都可以在鎮公所的本子上發表評論，鎮長答應在夏天到來之前親自把每一條意見都讀完，再決定什麼時候動工。
和縣裡分享這筆費用，是住在河兩岸的人們剩下的唯一出路，老石匠在會上這樣說，誰也沒有反對他的話。""",
        "分享到：\n標籤：石橋，山谷，冬天\n相關文章\n訂閱電子報\n發表評論\n版權所有",
    ),
    "ja": Page(
        "文：山田太郎\n公開日：2024年3月3日\nこの記事は約5分で読めます",
        """石の橋が直される
町議会は月曜日、冬が谷にやって来る前に古い石の橋をすっかり直すことを決め、両岸の人々は胸をなでおろした。
役場に置かれた帳面には誰でもコメントを書くことができ、町長は夏までにそのすべてに自分で目を通すと約束した。
費用を県とシェアすることだけが、川の両側に住む人々に残された道だったと、年老いた石工は会議で静かに語った。""",
        "この記事をシェアする\nタグ：橋、谷、冬\n関連記事\nメールマガジンに登録する\nコメントを残す\n無断転載を禁じます",
    ),
    "ko": Page(
        "글: 김철수\n입력 2024.03.03\n읽는 시간: 5분",
        """돌다리를 고친다
군의회는 월요일에 겨울이 골짜기에 오기 전에 오래된 돌다리를 교각부터 난간까지 모두 고치기로 결정하고 곧 예산을 마련하기로 했다.
누구든지 군청에 놓인 공책에 댓글을 남기듯 의견을 적을 수 있고, 군수는 여름이 오기 전에 모두 직접 읽겠다고 여러 사람 앞에서 약속했다.
비용을 도와 함께 공유하는 것만이 강의 양쪽에 사는 사람들에게 남은 길이었다고 늙은 석수는 회의에서 조용히 그러나 또렷하게 말했다.""",
        "기사 공유하기\n태그: 다리, 골짜기, 겨울\n관련 기사\n뉴스레터 구독하기\n댓글 남기기\n무단전재 및 재배포 금지",
    ),
}


def same(line: str) -> str:
    """As it is."""
    return line


def decorated(line: str) -> str:
    """Bold, with an arrow and no-break spaces, as templates have it."""
    return f"» **{line.replace(' ', chr(0xA0))}**"


def wide(line: str) -> str:
    """Full-width punctuation and digits."""
    return "".join(chr(ord(c) + 0xFEE0) if c in ":,()!?0123456789" else c for c in line)


def narrow(line: str) -> str:
    """ASCII punctuation instead of full-width, half-width kana instead of kana."""
    line = unicodedata.normalize("NFKC", line)
    return "".join(_HALF.get(c, c) for c in line)


_HALF = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)} | {
    unicodedata.normalize("NFKC", chr(code) + mark): chr(code) + mark
    for code in range(0xFF66, 0xFF9E)
    for mark in "\uff9e\uff9f"
    if len(unicodedata.normalize("NFKC", chr(code) + mark)) == 1
}


def decomposed(line: str) -> str:
    """Letters and their accents as two characters, as some systems write them."""
    return unicodedata.normalize("NFD", line)


def capitals(line: str) -> str:
    """Capitals without accents, as headings in print have them."""
    return without_accents(line).upper()


def turkish_capitals(line: str) -> str:
    """Capitals of Turkish, in which i and ı are two letters."""
    return line.replace("i", "İ").upper()


def without_accents(line: str) -> str:
    """Letters without accents, as people write who have no keyboard for them."""
    letters = (c for c in unicodedata.normalize("NFD", line) if not unicodedata.combining(c))
    return "".join(letters).replace("ł", "l").replace("Ł", "L").replace("ı", "i").replace("ø", "o")


def marked_right_to_left(line: str) -> str:
    """Embedded, with marks around numbers, as editors of right-to-left text leave them."""
    return "\u202b" + re.sub(r"(\d+)", "\u200e\\1\u200f", line) + "\u202c"


def other_letters(line: str) -> str:
    """Alef without hamza, the other yeh and kaf, heh for teh marbuta, and a tatweel."""
    line = line.translate(str.maketrans("أإآةیکيك", "ااا" + "هيكیک"))
    return line.replace("ا", "اـ", 1)


def pointed(line: str) -> str:
    """With a vowel point on each letter."""
    return re.sub("([\u05d0-\u05ea])", "\\1\u05b7", line)


def without_nukta(line: str) -> str:
    """Without dots below, and with anusvara for candrabindu."""
    return unicodedata.normalize("NFD", line).replace("\u093c", "").replace("ँ", "ं")


def broken_in_parts(line: str) -> str:
    """Zero-width spaces between some letters, which browsers need to break lines."""
    return re.sub("([\u0e01-\u0e2e]{2})(?=[\u0e40-\u0e44])", "\\1\u200b", line)


LATIN = "en de fr es it pt ro nl sv no da fi pl cs hu id vi".split()  # noqa: SIM905
FORMS: dict[Callable[[str], str], list[str]] = {
    same: list(PAGES),
    decorated: list(PAGES),
    decomposed: [language for language in PAGES if language not in ("zh", "zh-hant")],
    capitals: ["en", "fr", "es", "it", "pt", "ro", "nl", "pl", "cs", "id", "ru", "uk", "el"],
    turkish_capitals: ["tr"],
    without_accents: ["fr", "es", "it", "pt", "ro", "pl", "cs", "hu", "tr"],
    wide: ["zh", "zh-hant", "ja", "ko"],
    narrow: ["zh", "zh-hant", "ja"],
    marked_right_to_left: ["ar", "fa", "he"],
    other_letters: ["ar", "fa"],
    pointed: ["he"],
    without_nukta: ["hi"],
    broken_in_parts: ["th"],
}


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    """One cleaner for all."""
    return Cleaner()


@pytest.mark.parametrize(
    ("language", "form"),
    [
        pytest.param(language, form, id=f"{language}-{form.__name__}")
        for form, languages in FORMS.items()
        for language in languages
    ],
)
def test_chrome_goes_in_every_form(
    cleaner: Cleaner, language: str, form: Callable[[str], str]
) -> None:
    """All chrome of a page goes in this form, and every sentence of the article stays."""
    source, wanted = PAGES[language].text(form)
    result = cleaner.clean(source)
    assert result.text == wanted
    assert result.undo() == source
    assert cleaner.clean(result.text).text == result.text
