package api

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"quotewire/internal/api/fault"
	"quotewire/internal/api/query"
)

// fields is a question as it was sent, not yet validated. What is absent is
// empty.
type fields struct {
	question, sessionID, model, currentURL, pageText, timezone string
	preferredURLs, searchDomains                               []string
}

// The names of the fields, in JSON and in a query.
const (
	fieldQuestion      = "question"
	fieldSessionID     = "session_id"
	fieldModel         = "model"
	fieldCurrentURL    = "current_url"
	fieldPageText      = "page_text"
	fieldTimezone      = "timezone"
	fieldPreferredURLs = "preferred_urls"
	fieldSearchDomains = "search_domains"
)

func fieldNames() []string {
	return []string{fieldQuestion, fieldSessionID, fieldModel, fieldCurrentURL, fieldPageText, fieldTimezone, fieldPreferredURLs, fieldSearchDomains}
}

// text is where the single value of a name goes; nil when there is none.
func (f *fields) text(name string) *string {
	return map[string]*string{
		fieldQuestion: &f.question, fieldSessionID: &f.sessionID, fieldModel: &f.model,
		fieldCurrentURL: &f.currentURL, fieldPageText: &f.pageText, fieldTimezone: &f.timezone,
	}[name]
}

func presentAll(values []string) []string {
	var kept []string
	for _, v := range values {
		if v = query.Present(v); v != "" {
			kept = append(kept, v)
		}
	}
	return kept
}

// readFields reads a question from the query or, with POST, from the body.
func (s *Server) readFields(x *exchange, r *http.Request) (fields, error) {
	if r.Method != http.MethodPost {
		return queryFields(r.URL.RawQuery)
	}
	if r.URL.RawQuery != "" {
		return fields{}, fault.Invalid("query", "a POST has its fields in its body", "send them as JSON")
	}
	body, err := s.readBody(x, r)
	if err != nil {
		return fields{}, err
	}
	return jsonFields(body)
}

// queryFields reads the same names from a query, so that an EventSource can ask.
func queryFields(raw string) (fields, error) {
	var f fields
	q := query.Parse(raw, fieldNames()...)
	for _, name := range fieldNames() {
		if to := f.text(name); to != nil {
			*to = q.Text(name)
		}
	}
	f.searchDomains = presentAll(q.Pieces(fieldSearchDomains))
	for _, v := range q.All(fieldPreferredURLs) {
		f.preferredURLs = append(f.preferredURLs, presentAll(splitURLs(v))...)
	}
	return f, q.Err()
}

// splitURLs splits at the commas that another URL follows: others are within one.
func splitURLs(text string) (urls []string) {
	for i, piece := range strings.Split(text, ",") {
		if i > 0 && !strings.Contains(piece, "://") && query.Present(piece) != "" {
			urls[len(urls)-1] += "," + piece
			continue
		}
		urls = append(urls, piece)
	}
	return urls
}

// jsonFields reads one JSON object. It refuses what encoding/json lets pass:
// names in another case, names given twice, invalid UTF-8.
func jsonFields(body []byte) (fields, error) {
	var f fields
	if !utf8.Valid(body) {
		return f, fault.Invalid("body", "it is not valid UTF-8", "encode it as UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return f, fault.Invalid("body", "it is not a JSON object", `send an object such as {"question": "What is Apple trading at?"}`)
	}
	var seen []string
	for dec.More() {
		name, err := fieldName(dec, seen)
		if err != nil {
			return f, err
		}
		seen = append(seen, name)
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return f, badJSON()
		}
		if err := f.setJSON(name, raw); err != nil {
			return f, err
		}
	}
	if t, err := dec.Token(); err != nil || t != json.Delim('}') {
		return f, badJSON()
	}
	if _, err := dec.Token(); err != io.EOF {
		return f, fault.Invalid("body", "something follows the JSON object", "send one object only")
	}
	return f, nil
}

func badJSON() error { return fault.Invalid("body", "it is not valid JSON", "check its syntax") }

func fieldName(dec *json.Decoder, seen []string) (string, error) {
	t, err := dec.Token()
	name, ok := t.(string)
	if err != nil || !ok {
		return "", badJSON()
	}
	if !slices.Contains(fieldNames(), name) {
		return "", query.UnknownField(name, fieldNames())
	}
	if slices.Contains(seen, name) {
		return "", fault.Invalid(name, "it is given twice", "give it once")
	}
	return name, nil
}

func (f *fields) setJSON(name string, raw json.RawMessage) error {
	if string(raw) == "null" {
		return nil
	}
	var value string
	isText := json.Unmarshal(raw, &value) == nil
	if to := f.text(name); to != nil {
		if !isText {
			return fault.Invalid(name, "it is not a string", "send a JSON string")
		}
		*to = query.Present(value)
		return query.CheckNUL(name, *to)
	}
	if isText && query.Present(value) == "" {
		return nil
	}
	var values []*string
	if json.Unmarshal(raw, &values) != nil {
		return fault.Invalid(name, "it is not a list of strings", `send a JSON array such as ["example.com"]`)
	}
	plain := make([]string, 0, len(values))
	for _, v := range values {
		if v != nil {
			plain = append(plain, *v)
		}
	}
	return f.setList(name, plain)
}

func (f *fields) setList(name string, values []string) error {
	values = presentAll(values)
	if name == fieldPreferredURLs {
		f.preferredURLs = values
	} else {
		f.searchDomains = values
	}
	return query.CheckNUL(name, values...)
}
