"""Frequent function words by language, folded to lower case: data for `cleaner.text.language`.

Written for this project. Words stand the way `str.split` leaves them, so no clitics (`l'homme`).
A word may stand in several lists; the more languages share it, the less it counts.
"""

from __future__ import annotations

STOPWORDS: dict[str, str] = {
    # Latin script
    "en": "the of and to a in is that for it with as was on be are by this not have from or at"
    " but they which you an were has their his been would there what about when who will"
    " more if can",
    "de": "der die das und ist nicht ein eine einen einem einer den dem des zu mit sich auf für"
    " im von auch als wie bei wird werden aus nach oder aber dass sind noch durch zum zur"
    " über kann",
    "fr": "le la les de des et est une un du que qui dans pour pas sur par plus avec ce cette"
    " sont au aux en il elle nous vous ont a ne on si tout ou y été être mais leur comme"
    " fait même ces sans",
    "es": "el la los las de que y a en un una es por con para del se no su al lo como más pero"
    " sus esta este está también son fue ha hay desde muy sobre entre cuando todo sin ser",
    "ca": "el la els les de que i a en un una és per amb del es no al com més però aquest aquesta"
    " dels també són va ha hi des molt sobre entre quan tot sense ser pel seva seu van ho",
    "gl": "o a os as de que e en un unha é por con para do da dos das no na ao non se como máis"
    " pero este esta tamén son foi hai desde moi sobre entre cando todo sen ser polo pola"
    " súa",
    "pt": "o a os as de que e em um uma é por com para do da dos das no na ao não se como mais"
    " mas este esta também são foi há desde muito sobre entre quando pelo pela sua seu está"
    " você",
    "it": "il la le gli i di che e a in un una è per con del della dei delle nel nella non si"
    " come più ma questo questa anche sono al alla dal dalla lo ha essere stato tra quando"
    " da sul se suo",
    "ro": "și de la în a cu pe nu este un o că care din pentru mai sau ca sunt fi fost au prin"
    " dar această acest după lui al ale se am ce când iar fiind între fără unui unei cel cea",
    "nl": "de het een en van is in dat niet op te zijn voor met die aan er ook als bij maar door"
    " of uit naar om deze dit wordt worden nog wel over tot kan hebben heeft meer ze je wij",
    "af": "die en van is in nie dat op te vir met aan ook as by maar deur of uit na om hierdie"
    " word nog wat tot kan het meer hulle ons sy was sal jy wees ná één dié",
    "sv": "och att det är som en på för med av inte till har jag den ett om från men också så vid"
    " eller när vi kan var de här hur efter blev mycket vad nu dig mig sig skulle mellan ska",
    "da": "og at det er som en på for med af ikke til har jeg den et om fra men også så ved eller"
    " når vi kan var de hvordan efter blev bliver blive været meget hvad nu dig mig sig"
    " skulle mellem skal være noget nogle mere uden havde hende mod igen ud ind op kun hvor"
    " man",
    "no": "og å det er som en på for med av ikke til har jeg den et om fra men også så ved eller"
    " når vi kan var de hvordan etter ble blir bli vært mye hva nå deg meg seg skulle mellom"
    " skal være noe noen mer uten hadde henne mot igjen inn opp bare hvor man ikkje eg ein"
    " frå",
    "is": "og að er sem á í til við um af það ekki en með var fyrir hann hún eru ég því þegar eða"
    " þar þess hefur verið frá þeir eftir einnig svo hafa upp sér",
    "fi": "ja on ei että se ovat oli myös kun hän mutta tai sekä joka jotka mukaan niin kuin ole"
    " olla voi sen tämä tämän jos vain nyt kanssa vuoden mitä jo siitä sitä hyvin kuitenkin"
    " ollut olisi eivät vielä koska ennen jälkeen kuten voidaan joten sillä jonka niiden"
    " hänen vuonna noin ilman kaikki itse",
    "et": "ja on ei et see ka oli mis kui ning või aga selle kes oma mida nii siis välja üle enam"
    " pole olla nende seda veel kuid ainult saab ole tema ma sest kus kas võib olid kõik"
    " meie teie vaid pärast enne kuni mille väga ega peab siin mitte juba ühe",
    "lv": "un ir ar no par uz kas ka tas nav arī bet vai kā līdz pēc lai tā tikai gan šī vēl jau"
    " pie būt viņš viņa šo tiek savu bija var ko",
    "lt": "ir yra kad su tai bet iš ar nuo į ne taip kaip jo už po apie buvo dėl jie jos gali tik"
    " dar iki būti savo šis kurie pagal prie jau o arba kuris kuri nėra jei jeigu kai galima"
    " per bei tarp todėl tačiau mūsų jūsų labai kurių kas ką be net pat",
    "pl": "i w na z a się nie że do jest to jak o od po ale dla przez są za co był oraz jego"
    " które który ich być może także tylko lub już przy tym która ze ma tego bardzo można",
    "cs": "a v na se je že z do s o to i k za ve si ale jako jsou po by jsem od který které když"
    " také nebo být bylo byl podle až při jeho pro ze mezi jen tak není už",
    "sk": "a v na sa je že z do s o to aj k za vo si ale ako sú po by som od ktorý ktoré keď tiež"
    " alebo byť bolo bol podľa až pri jeho pre zo medzi len tak nie už čo ktorá",
    "sl": "in je v na se da za so ki z tudi pa ne s po ni kot še bi ali pri iz o lahko bil kar od"
    " če ko ter ima do več zelo samo kako vse biti bila",
    "hr": "i je u na se da su za od s koji koje kao ne iz bi što ili ali sve već nije samo kako o"
    " prema ako više također tko gdje tijekom uvijek bio bila može zbog tako nakon bez pri"
    " nego dok vrijeme mjesto prije poslije ovdje dvije cijeli uz kojih ovaj još će",
    "sr": "i je u na se da su za od sa koji koje kao ne iz bi što ili ali sve već nije samo kako"
    " o prema ako više takođe ko gde tokom uvek bio bila može zbog tako nakon posle bez pri"
    " nego dok vreme mesto pre ovde dve celi uz kojih ovaj još će и је у на се да су за од"
    " са који које која до по при као не из би што или али све већ није само како",
    "hu": "a az és hogy nem is egy van meg ez azt csak de mint volt már még el ha vagy kell ki"
    " aki ami után lehet majd sem így minden amely szerint között mert pedig ezt",
    "tr": "ve bir bu için ile de da olarak çok daha olan gibi ne kadar sonra var en ya her ancak"
    " değil veya oldu olduğu olduğunu göre ise ama diye tarafından hem kendi yeni o şekilde"
    " üzere önce tüm bunu onun ki sizin yok arasında eğer içinde hiç diğer ilgili bile mi mı",
    "id": "yang dan di dari untuk dengan ini itu pada tidak dalam akan juga adalah ke karena bisa"
    " ada oleh saat telah atau mereka sebagai lebih saya kita sudah para tersebut anda dapat"
    " namun hanya bahwa seperti kepada harus agar berbagai setelah sedangkan maupun apakah"
    " yaitu hingga",
    "ms": "yang dan di dari untuk dengan ini itu pada tidak dalam akan juga adalah ke kerana"
    " boleh ada oleh ketika telah atau mereka sebagai lebih saya kita sudah para tersebut"
    " anda dapat namun hanya bahawa seperti kepada mesti supaya selepas manakala apabila"
    " ialah iaitu sahaja tiada turut semasa hingga",
    "vi": "và của là có không được cho trong một những với các người này đã để khi đến cũng như"
    " từ nhiều vào ra về sẽ còn phải năm nhưng thì hay trên tại đó",
    "eo": "la kaj estas de al en por kun ne pri el ke mi oni sed estis kiel aŭ ĝi ili tiu kiu pli"
    " sur per ĉi tio jam ankaŭ li",
    "ga": "an na agus ar le do i ag go is a sé sí bhí tá leis seo ó níl nach mar atá sin chun"
    " faoi nó gur den don",
    "oc": "lo la los las de e en un una es per que pas se amb dins aquel aquela sus del dels son"
    " a ont mas tanben mai aver èsser pel coma foguèt",
    # Cyrillic
    "ru": "и в не на что с по это как а его но к у из за от о же он для так все или вы ее был при"
    " то только если они мы до еще ещё можно чтобы также было уже этого есть который которые"
    " где нет когда чем без даже тоже себя под после",
    "uk": "і в не на що з та у до це як за від про а його для й він але був вже так або які по"
    " при є щоб також було ми вони через цього того тільки якщо може після який коли де чи"
    " лише дуже під без себе цей ще має бути немає",
    "be": "і ў й не на што з у да гэта як за ад пра а яго для ён але быў ужо так або якія па пры"
    " ёсць каб таксама было мы яны праз гэтага таго толькі калі можа пасля",
    "bg": "на и за от да се в е с по не че са като до при или но това със как след той които"
    " който има бе си най през към ще защото във така беше може само му",
    "mk": "на и за од да се во е со по не дека ќе како до при или но ова го ги беше која кој кои"
    " има му си нив ја сме може само што овој тоа биде",
    # Arabic
    "ar": "في من على إلى أن عن التي الذي هذا هذه مع كان ما لا بعد كما لم أو بين كل قبل ذلك وقد"
    " حيث خلال وفي ومن وأن قال وكان ولا إن عند كانت أنه وهو غير",
    "fa": "در و به از که این را با است برای آن یک خود تا بر شده هم کرد شد بود می‌شود اما نیز باید"
    " های می ها کند دارد ما شود بین پس هر کرده وی گفت",
    "ur": "کے میں کی ہے اور سے کا کو نے پر یہ کہ اس ہیں بھی نہیں تھا کر ہو ایک تھی جو کیا گیا ہی"
    " لیے تو ان ساتھ رہے تھے لئے وہ بعد",
    # Devanagari
    "hi": "के में की है और का से को पर ने यह कि इस हैं भी नहीं था कर हो एक थी जो किया गया ही लिए"
    " तो उन साथ रहे थे वह बाद अपने या तक",
    "mr": "आहे का ही आणि या ते हे आहेत तर मध्ये केले होते होता नाही असे की त्या त्यांनी यांनी"
    " केली साठी झाले मी तो ती पण म्हणून करून काही एक व असून किंवा जर आपण तुम्ही काय पासून"
    " पर्यंत सर्व तसेच करा होत च्या",
    "ne": "छ र को मा पनि भएको गरेको हो छन् गर्न यो लागि थियो भने तथा गरी एक त्यो भन्ने हुने गर्ने"
    " उनले सबै छैन हुन्छ अनि तर वा यदि लाई मात्र बाट",
}
"""ISO 639-1 code (`no` for both written forms of Norwegian) -> words parted by spaces."""
