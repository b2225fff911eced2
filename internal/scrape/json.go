package scrape

import "encoding/json"

// readJSON takes JSON as it is: its figures lose nothing by it. It has to be
// whole, as what was cut can mean anything.
func readJSON(r raw) (content, error) {
	if r.cut {
		return content{}, wrap(ErrTooLarge, "JSON can be read only whole")
	}
	text := decode(r.body, r.contentType)
	if !json.Valid([]byte(text)) {
		return content{}, wrap(ErrUnsupported, "it is no valid JSON")
	}
	return content{text: text, site: r.url.Hostname()}, nil
}
