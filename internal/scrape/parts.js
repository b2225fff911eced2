// The parts of a page that its document does not hold as it is written: shadow
// roots that are open, and frames.

// shadows lists the shadow roots below root, each before those within it.
const shadows = root => {
	const found = [];
	for (const element of root.querySelectorAll("*")) {
		if (element.shadowRoot && found.length < 5000) found.push(element.shadowRoot, ...shadows(element.shadowRoot));
	}
	return found;
};

// holdsText says whether a frame is one that a reader sees and may read: not a
// small one, nor one of advertisements, films, maps, consent and such.
const holdsText = frame => {
	const box = frame.getBoundingClientRect();
	const named = [frame.src, frame.id, frame.name, frame.title, frame.className, frame.getAttribute("aria-label")].join(" ");
	return box.width >= 200 && box.height >= 100 && box.right + scrollX > 0 && box.bottom + scrollY > 0
		&& !frame.closest("[aria-hidden=true]") && frame.checkVisibility({ opacityProperty: true, visibilityProperty: true })
		&& !/doubleclick|googlesyndication|googleads|google_ads|amazon-adsystem|adnxs|criteo|taboola|outbrain|aswift_|safeframe|\bad[-_ ]?(s|slot|unit|frame|server)?\b|advert|sponsor|\bbanner|youtube(-nocookie)?\.com|player\.vimeo|dailymotion|\/maps\b|recaptcha|hcaptcha|facebook\.com|twitter\.com|instagram\.com|tiktok\.com|spotify\.com|disqus|googletagmanager|consent|cookie|sp_message/i.test(named);
};
