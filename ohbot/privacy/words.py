"""Words in many languages by which chats tell whom a message is for: tables, in small letters."""

ADDRESSED = (
    # before who speaks, before whom it is for (regular expressions; longer words first)
    ("from", "to"),
    ("von", "an"),
    ("de la", "către|la"),
    ("de", "à|para|a|al|pour"),
    ("da", "a|per"),
    ("van", "aan|naar"),
    ("från", "till"),
    ("fra", "til"),
    ("lähettäjä", "vastaanottaja"),
    ("saatja", "saaja"),
    ("feladó", "címzett"),
    ("gönderen|kimden", "alıcı|kime"),
    ("od", "do|pro|za|prima|komu"),
    ("от", "кому|для|к|до"),
    ("від", "кому|для|до"),
    ("από", "προς|σε"),
    ("dari", "kepada|ke|untuk"),
    ("từ", "đến|tới|cho"),
    ("จาก", "ถึง"),
    ("من", "إلى|الى"),
    ("מאת", "אל"),
    ("開始|送信元|送信者|差出人", "宛先|受信者"),
    ("发件人|發件人|来自|來自|从|從|自|由", "发送给|發送給|傳送給|收件人|发送至|發送至|到|至|对|對|给|給"),
    ("보낸 ?사람|발신자|발신|시작", "받는 ?사람|수신자|수신|대상"),
)

EVERYONE = """
everyone|everybody|all|all participants|all attendees|alle|allen|jeder|jeden|tout le monde|tous|toutes
toute la réunion
todos|todas|todo el mundo|todos os participantes|tutti|tutte|tutti i partecipanti|iedereen|все|всем|всех
все участники
wszyscy|wszystkich|wszystkim|do wszystkich|všichni|všem|všetci|všetkým|alla|kaikki|kaikille|herkes|herkese|mindenki
toți|toata lumea|toată lumea|tuturor|όλοι|όλους|svi|svima|vsi|всі|усі|всім|усім|всички|semua|semua orang|mọi người
tất cả|tất cả mọi người|ทุกคน|الجميع|كل شخص|כולם|सभी|सभी लोग|sekalian|kõik|kõigile|visi|visiem
全員|すべての参加者|皆|皆さん|みんな|所有人|所有参会者|所有參與者|全体|全體|每个人|每個人|大家|모두
모든 사람|전체|모두에게
""".strip().replace("\n", "|")

EVERYBODY_THERE = (
    "attendee|participant|teilnehm|asistente|participante|partecipant|deelnemer|участник|учасник|uczestni|účastní"
    "|deltagar|deltager|osallistuj|katılımcı|meeting|webinar|chat|room|group|réunion|reunión|reunião|besprechung"
    "|参加者|出席者|与会者|參與者|参会者|참가자|참석자"
)
"""What else the name of all of a meeting may hold."""

INSIDERS = (
    "panel|host|organi[sz]|presenter|moderator|staff|crew|gastgeber|podium|diskussions|anfitri|hôte|animat"
    "|intervenant|ponente|relator|ведущ|организатор|панелист|panelist|gospodarz|prelegent|ホスト|パネリスト|主催"
    "|主持|嘉宾|嘉賓|讲者|講者|호스트|패널|진행자|waiting|wartera|salle d|sala de espera|待機"
)
"""Of whom there are some in a meeting, and never all."""

DIRECT = """
direct message|direct messages|direct chat|private message|private messages|private chat|privately|in private
whispers?|whispered|whispering|only visible to|visible only to|only you|only to|just you|for your eyes only
direktnachricht|direkte nachricht|privatnachricht|private nachricht|nur für|nur sichtbar|flüstert|unter vier augen
message direct|message privé|message personnel|message confidentiel|en privé|chuchote|uniquement à
visible uniquement
mensaje directo|mensaje privado|en privado|privadamente|susurra|sólo visible|solo visible|solo para|sólo para
mensagem direta|mensagem privada|em privado|em particular|visível apenas|só para|apenas para
messaggio diretto|messaggio privato|privatamente|in privato|solo a|visibile solo
direct bericht|rechtstreeks bericht|privébericht|direct gesprek|alleen voor|alleen zichtbaar
личное сообщение|прямое сообщение|приватное сообщение|лично|приватно|в личку|только для|только вам|личка
особисте повідомлення|пряме повідомлення|особисто|лише для|тільки для
wiadomość bezpośrednia|wiadomość prywatna|prywatnie|tylko do|tylko dla
direktmeddelande|privat meddelande|direkte melding|direktemelding|direkte besked|privat besked|privatmelding
suora viesti|yksityisviesti|yksityisesti|přímá zpráva|soukromá zpráva|soukromě|priama správa|súkromná správa
közvetlen üzenet|privát üzenet|doğrudan mesaj|direkt mesaj|özel mesaj|mesaj direct|mesaj privat|în privat
άμεσο μήνυμα|προσωπικό μήνυμα|ιδιωτικά|pesan langsung|pesan pribadi|secara pribadi|tin nhắn trực tiếp|tin nhắn riêng
رسالة مباشرة|رسالة خاصة|הודעה ישירה|הודעה פרטית|सीधा संदेश|निजी संदेश|ข้อความโดยตรง|ข้อความส่วนตัว
""".strip().replace("\n", "|")
"""Marks of what is for one person only; something may stand before or behind them."""

DIRECT_ALONE = (
    "dms?|pms?|pvt|direct|directly|private|privat|privé|prive|privado|privada|privato|privata|particular|mp|pn"
    "|direkt|prywatne|личное|приватный|приват|özel|privát|soukromé|yksityinen|pribadi|riêng tư|ιδιωτικό|خاص|פרטי"
    "|निजी|ส่วนตัว|query|confidential|vertraulich|confidentiel|confidencial|confidenziale"
)
"""Such marks that are words with other meanings, too: only where nothing stands beside them."""

DIRECT_ANYWHERE = (
    "ダイレクト ?メッセージ|プライベート|個人宛|個別|非公開|あなただけ|内緒|直接(?:消息|訊息|信息|讯息)|私(?:信|聊"
    "|訊|讯|人|密)|悄悄[话話]|仅(?:您|你)|僅(?:您|你)|다이렉트 ?메시지|비공개|개인 ?메시지|쪽지|귓속말|나에게만"
)
"""Such marks in languages that set no blanks between words."""

ONLY_YOU = (
    "only visible to you|only you can see this(?: message)?|visible only to you|nur für (?:sie|dich) sichtbar"
    "|nur (?:du kannst|sie können) (?:das|dies) sehen|visible uniquement (?:par|pour) (?:vous|toi)|(?:sólo"
    "|solo) visible para (?:ti|usted)|(?:sólo|solo) tú puedes ver esto|visível (?:só|somente|apenas) para você"
    "|visibile solo a te|alleen zichtbaar voor (?:jou|u)|видно только вам|widoczne tylko dla ciebie"
    "|あなただけに表示されています|自分だけに表示されます|仅对您可见|仅您可见|나에게만 표시"
)
"""A line of its own by which programs tell that the message beside it is shown to one person."""

TELEPHONE = (
    "tel(?:efon(?:o|nummer)?|éfono|ephone|\\.)?|phone(?: number)?|call(?: me)?|ring(?: me)?|dial(?: in)?|mobile|cell"
    "|fax|sms|text me(?: at)?|whats ?app|signal|handy|ruf|anrufen|mobil|téléphone|portable|appelle[rz]?|móvil"
    "|llama(?:me)?|celular|cellulare|chiama(?:mi)?|ligue|bel|тел(?:ефон)?|звони(?:те)?|電話|电话|手机|手機|전화"
)
"""What stands before a telephone number."""

USER = (
    "user|benutzer(?:in)?|utilisat(?:eur|rice)|usuari[oa]|usuári[oa]|utente|gebruiker|участни(?:к|ца|ка|цы)"
    "|wikipedyst(?:a|ka|y|ki)|användare|bruker|bruger|käyttäjä|uživatel(?:ka)?|redaktor|szerkesztő|utilizator"
    "|kullanıcı|користувач(?:ка|а|ки)?|pengguna|thành viên|مستخدمة?|משתמש(?:ת)?|सदस्य|ผู้ใช้|χρήστης|потребител|suradnik"
    "|корисник|uporabnik|dalībnieks|naudotojas|kasutaja|کاربر|ব্যবহারকারী|利用者|用户|用戶|使用者|사용자"
)
"""What wikis call the pages of people."""
