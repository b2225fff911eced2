package extract

import "encoding/json"

// readJSON takes JSON as it is: its figures lose nothing by it. It has to be
// whole, as what was cut can mean anything.
func readJSON(text string, r Response) (Document, error) {
	if r.Cut {
		return Document{}, tooLarge("JSON can be read only whole")
	}
	if !json.Valid([]byte(text)) {
		return Document{}, unsupported("it is no valid JSON")
	}
	return Document{Text: text, Site: r.URL.Hostname()}, nil
}
