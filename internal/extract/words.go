package extract

// Patterns that are the same in Go and in scripts of a browser: both are asked
// whether what is shown is all that there is. Case is of no account.
const (
	// LoadingWords begin a line that stands where something is to come.
	LoadingWords = `(?:loading|please wait|one moment|just a moment|checking your browser|verifying|fetching|initiali[sz]ing|updating|redirecting|` +
		`.{0,30}w(?:ird|erden) geladen|lädt|laden|lade|bitte warten|einen moment|chargement|veuillez patienter|cargando|espere|caricamento|attendere|` +
		`carregando|aguarde|bezig met laden|even geduld|ładowanie|wczytywanie|proszę czekać|laddar|indlæser|laster|ladataan|načítání|betöltés|se încarcă|` +
		`yükleniyor|загрузка|загружа|завантаження|подождите|φόρτωση|טוען|جار|جاري|正在加载|加载中|載入中|请稍候|請稍候|読み込み中|ロード中|お待ちください|` +
		`로딩|불러오는|잠시만)`
	// OtherFrames are in the addresses and names of frames that hold nothing to read:
	// advertisements, films, maps and such; ConsentFrames in those that ask for consent.
	OtherFrames = `doubleclick|googlesyndication|googleads|google_ads|amazon-adsystem|adnxs|criteo|taboola|outbrain|aswift_|safeframe|\bads?\b|` +
		`\bad[-_ ]?(?:slot|unit|frame|server|banner)\b|advert|sponsor|\bbanner[-_ ]?(?:ad|\d)|youtube(?:-nocookie)?\.com|player\.vimeo|dailymotion|/maps\b|` +
		`captcha|facebook\.com|twitter\.com|instagram\.com|tiktok\.com|spotify\.com|disqus|googletagmanager`
	ConsentFrames = `consent|cookie|gdpr|sp_message|privacy-mgmt|trustarc|usercentrics|didomi`
)
