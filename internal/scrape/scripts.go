package scrape

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"quotewire/internal/extract"
)

// Our scripts are bodies of functions, each behind what they all know of the parts
// of a page.

//go:embed parts.js
var partsBody string

//go:embed settle.js
var settleBody string

//go:embed consent.js
var consentBody string

//go:embed take.js
var takeBody string

// placeBody remembers the element of a frame under the frame's id, if there is
// something to read in it.
const placeBody = `
	if (!holdsText(this)) return false;
	(globalThis.quotewireFrames ??= new Map()).set(this, id);
	return true;
`

// askingBody says whether the element of a frame is one that asks for consent.
const askingBody = `return asksConsent(this);`

// prelude is what all scripts begin with.
func prelude() string {
	return fmt.Sprintf("const loadingWords = %s, otherFrames = %s, consentFrames = %s;\n%s",
		literal(extract.LoadingWords), literal(extract.OtherFrames), literal(extract.ConsentFrames), partsBody)
}

// literal is text as scripts write it.
func literal(text string) string {
	quoted, _ := json.Marshal(text) // its error is of other types
	return string(quoted)
}

// ofElement is a function that is called with an element of a frame and its id.
func ofElement(body string) string { return "function(id) {" + prelude() + body + "}" }

// lookScript is the script that looks at the page of a view. Turn is how often it
// was looked at since it has loaded.
func lookScript(turn int) string {
	return fmt.Sprintf("(() => { const turn = %d;\n%s\n%s\n})()", turn, prelude(), settleBody)
}

// consentScript is the script that answers a dialog in a page, or one that is all
// of a page that is within another.
func consentScript(within bool) string {
	return fmt.Sprintf("(() => { const within = %v;\n%s\n%s\n})()", within, prelude(), consentBody)
}

// takeScript is the script that takes the page of a view, or the body of one that
// is within another, at most limit letters of it.
func takeScript(within bool, limit int64) string {
	return fmt.Sprintf("(() => { const within = %v, limit = %d, frames = globalThis.quotewireFrames ?? new Map();\n%s\n%s\n})()",
		within, limit, prelude(), takeBody)
}
