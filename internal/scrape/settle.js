// How much there is to read now, and whether more of it is to come. In turn is how
// often the page was looked at since it has loaded.
const body = bodyOf(document);
const little = 2000; // characters: of a page that has more to read, no more is waited for
const waiting = new RegExp("^\\W*" + loadingWords + "[^\\n]{0,40}$", "im");
const busy = "[aria-busy=true], [role=progressbar], progress, [class*=skeleton i], [class*=shimmer i], [class*=spinner i], [class*=loader i], [class*=loading i], .animate-pulse, .placeholder-glow, .placeholder-wave, .ph-item";
const place = "main, [role=main], article, #root, #app, #main, #content";
const runs = getter(Document, "scripts")(document).length > 0;
let text = 0;
let loading = !body;
const read = element => {
	const shown = readText(element);
	text += shown.length;
	loading = loading || text < little && waiting.test(shown);
};
if (body) read(body);
const roots = [document, ...shadows(document)];
for (const root of roots.slice(1)) {
	for (const element of root.children) {
		if (!/^(style|script|link|template)$/i.test(element.tagName)) read(element);
	}
}
const all = names => roots.flatMap(root => [...select(root, names)].slice(0, 200));
const isEmpty = element => readText(element).trim() === "" && shadowOf(element) === null && select(element, "iframe, frame, object, embed, img, video, canvas, svg").length === 0;
if (text < little && !loading) {
	const leaves = all("meta[http-equiv=refresh i]").some(element => /^\s*[0-5](\.\d*)?\s*[;,]\s*url/i.test(element.content));
	loading = leaves || all(busy).some(element => element !== body && element.tagName !== "IMG" && isShown(element) && element.getBoundingClientRect().height > 0 && readText(element).length < 50)
		|| runs && all(place).some(element => isShown(element) && isEmpty(element));
}
const frames = all("iframe, frame, object, embed");
const held = frames.filter(holdsText);
for (const frame of held) frame.loading = "eager";
// What waits until it is scrolled to is let come. The first looks do not wait for it.
if (text < little && turn > 0 && turn <= 3) scrollTo({ top: turn % 3 * innerHeight, behavior: "instant" });
return JSON.stringify({
	text, loading, frames: held.length, asking: frames.some(asksConsent),
	complete: getter(Document, "readyState")(document) === "complete",
	scripts: runs, little: text < little,
});
