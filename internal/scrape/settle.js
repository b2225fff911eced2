// How much there is to read now, and whether more of it is to come.
const body = document.body;
const waiting = /^\W*(loading|please wait|one moment|just a moment|checking your browser|verifying|fetching|initiali[sz]ing|updating|wird geladen|lädt|laden|lade|bitte warten|einen moment|chargement|veuillez patienter|cargando|espere|caricamento|attendere|carregando|aguarde|bezig met laden|even geduld|ładowanie|wczytywanie|proszę czekać|laddar|indlæser|laster|ladataan|načítání|betöltés|se încarcă|yükleniyor|загрузка|загружа|завантаження|подождите|φόρτωση|טוען|جار|جاري|正在加载|加载中|載入中|请稍候|請稍候|読み込み中|ロード中|お待ちください|로딩|불러오는|잠시만)[^\n]{0,40}$/im;
const busy = "[aria-busy=true], [role=progressbar], progress, [class*=skeleton i], [class*=shimmer i], [class*=spinner i], [class*=loader i], [class*=loading i]";
let text = body ? body.innerText.length : 0;
let loading = body ? text < 2000 && waiting.test(body.innerText) : true;
const roots = [document, ...shadows(document)];
for (const root of roots.slice(1)) {
	for (const element of root.children) {
		if (!/^(style|script|link|template)$/i.test(element.tagName)) {
			text += (element.innerText || "").length;
			loading = loading || text < 2000 && waiting.test(element.innerText || "");
		}
	}
}
const all = names => roots.flatMap(root => [...root.querySelectorAll(names)].slice(0, 200));
if (text < 2000 && !loading) {
	loading = all(busy).some(element => element !== body && element.tagName !== "IMG" && element.checkVisibility() && element.getBoundingClientRect().height > 0 && element.innerText.length < 50);
}
const frames = all("iframe, frame").filter(holdsText);
for (const frame of frames) frame.loading = "eager";
return JSON.stringify({
	text, loading, frames: frames.length,
	complete: document.readyState === "complete",
	scripts: document.scripts.length > 0,
});
