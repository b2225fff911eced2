package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// maxBody bounds a request body.
const maxBody = 1 << 20

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
	switch name {
	case fieldQuestion:
		return &f.question
	case fieldSessionID:
		return &f.sessionID
	case fieldModel:
		return &f.model
	case fieldCurrentURL:
		return &f.currentURL
	case fieldPageText:
		return &f.pageText
	case fieldTimezone:
		return &f.timezone
	}
	return nil
}

// list is where the values of a name go; nil when there is none.
func (f *fields) list(name string) *[]string {
	switch name {
	case fieldPreferredURLs:
		return &f.preferredURLs
	case fieldSearchDomains:
		return &f.searchDomains
	}
	return nil
}

// present is a value without the white space around it; empty for what clients
// send when they mean nothing.
func present(value string) string {
	value = strings.TrimSpace(value)
	if value == "null" || value == "undefined" {
		return ""
	}
	return value
}

func presentAll(values []string) []string {
	var kept []string
	for _, v := range values {
		if v = present(v); v != "" {
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
		return fields{}, invalid("query", "a POST has its fields in its body", "send them as JSON")
	}
	body, err := s.readBody(x, r)
	if err != nil {
		return fields{}, err
	}
	return jsonFields(body)
}

// readBody reads all of the body within a deadline. It comes before anything
// upstream: net/http notices a leaving client only when its body is read, and
// cuts short answers that overtake their own request.
func (s *Server) readBody(x *exchange, r *http.Request) ([]byte, error) {
	const fix = "send one JSON object with Content-Type: application/json"
	mediaType, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != "application/json" {
		return nil, &fault{code: codeMediaType, message: "the body is not JSON", fix: fix}
	}
	if charset := params["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") {
		return nil, &fault{code: codeMediaType, message: "the body is not UTF-8", fix: fix}
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return nil, &fault{code: codeMediaType, message: "the body is compressed", fix: "send it without Content-Encoding"}
	}
	if r.ContentLength > maxBody {
		return nil, &http.MaxBytesError{Limit: maxBody}
	}
	rc := http.NewResponseController(x)
	// A connection without deadlines is one without a slow client either.
	_ = rc.SetReadDeadline(time.Now().Add(s.bodyTimeout))
	body, err := io.ReadAll(http.MaxBytesReader(x, r.Body, maxBody))
	if err != nil {
		return nil, bodyFault(err)
	}
	// Left in place it would end the answer: net/http reads on to see the
	// client leave.
	_ = rc.SetReadDeadline(time.Time{})
	return body, nil
}

func bodyFault(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return err
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return &fault{code: codeRequestTimeout, message: "the body did not arrive in time", fix: "send it again", cause: err}
	}
	f := invalid("body", "it could not be read to its end", "send it again")
	f.cause = err
	return f
}

// jsonFields reads one JSON object. It refuses what encoding/json lets pass:
// names in another case, names given twice, invalid UTF-8.
func jsonFields(body []byte) (fields, error) {
	var f fields
	if !utf8.Valid(body) {
		return f, invalid("body", "it is not valid UTF-8", "encode it as UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return f, invalid("body", "it is not a JSON object", `send an object such as {"question": "What is Apple trading at?"}`)
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
		return f, invalid("body", "something follows the JSON object", "send one object only")
	}
	return f, nil
}

func badJSON() error { return invalid("body", "it is not valid JSON", "check its syntax") }

func fieldName(dec *json.Decoder, seen []string) (string, error) {
	t, err := dec.Token()
	name, ok := t.(string)
	if err != nil || !ok {
		return "", badJSON()
	}
	if !slices.Contains(fieldNames(), name) {
		return "", unknownField(name, fieldNames())
	}
	if slices.Contains(seen, name) {
		return "", invalid(name, "it is given twice", "give it once")
	}
	return name, nil
}

func unknownField(name string, valid []string) error {
	return invalid(fmt.Sprintf("%.40q", name), "there is no such field", "the fields are "+listed(valid))
}

func (f *fields) setJSON(name string, raw json.RawMessage) error {
	if string(raw) == "null" {
		return nil
	}
	var value string
	isText := json.Unmarshal(raw, &value) == nil
	if to := f.text(name); to != nil {
		if !isText {
			return invalid(name, "it is not a string", "send a JSON string")
		}
		*to = present(value)
		return noNUL(name, *to)
	}
	if isText && present(value) == "" {
		return nil
	}
	var values []*string
	if json.Unmarshal(raw, &values) != nil {
		return invalid(name, "it is not a list of strings", `send a JSON array such as ["example.com"]`)
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
	*f.list(name) = values
	return noNUL(name, values...)
}

func noNUL(name string, values ...string) error {
	for _, v := range values {
		if strings.Contains(v, "\x00") {
			return invalid(name, "it holds a NUL character", "leave it out")
		}
	}
	return nil
}

// queryFields reads the same names from a query, so that an EventSource can
// ask.
func queryFields(raw string) (fields, error) {
	var f fields
	values, err := parseQuery(raw, fieldNames())
	if err != nil {
		return f, err
	}
	for name, vs := range values {
		if to := f.text(name); to != nil {
			if *to, err = single(name, vs); err != nil {
				return f, err
			}
			continue
		}
		if err := f.setList(name, splitList(name, vs)); err != nil {
			return f, err
		}
	}
	return f, nil
}

// parseQuery reads a query that may hold these names only.
func parseQuery(raw string, valid []string) (url.Values, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, invalid("query", "it is not well formed", "encode names and values with percent signs")
	}
	for name, vs := range values {
		if !slices.Contains(valid, name) {
			if len(valid) == 0 {
				return nil, invalid(fmt.Sprintf("%.40q", name), "there is no such field", "this route takes no query")
			}
			return nil, unknownField(name, valid)
		}
		for _, v := range vs {
			if !utf8.ValidString(v) {
				return nil, invalid(name, "it is not valid UTF-8", "encode it as UTF-8")
			}
			if err := noNUL(name, v); err != nil {
				return nil, err
			}
		}
	}
	return values, nil
}

// single is the one value of a parameter. Two are refused: it would be chance
// which of them counts.
func single(name string, values []string) (string, error) {
	switch len(values) {
	case 0:
		return "", nil
	case 1:
		return present(values[0]), nil
	}
	return "", invalid(name, "it is given twice", "give it once")
}

// splitList splits at commas. Within URLs only a comma that another URL
// follows parts two of them.
func splitList(name string, values []string) []string {
	var out []string
	for _, v := range values {
		for i, piece := range strings.Split(v, ",") {
			if i > 0 && name == fieldPreferredURLs && !strings.Contains(piece, "://") && present(piece) != "" && len(out) > 0 {
				out[len(out)-1] += "," + piece
				continue
			}
			out = append(out, piece)
		}
	}
	return out
}
