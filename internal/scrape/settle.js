// How much there is to read now, and whether the page is still loading.
(() => {
	const body = document.body;
	return JSON.stringify({
		text: body ? body.innerText.length : 0,
		complete: document.readyState === "complete",
	});
})()
