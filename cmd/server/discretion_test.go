package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// marked is a word that nobody else writes. It stands in every field in turn, as a
// text, and as what the field has to look like.
const marked = "Quetzal7"

func texts() []string {
	return []string{
		"my neighbour " + marked + " owns it", marked, strings.ToUpper(marked), "NASDAQ:" + marked, marked + ".L", marked + "/USD", "AAPL," + marked + " LN",
		"https://" + marked + ".example/a?b=" + marked, "http://127.0.0.1:1/" + marked, marked + ".example", "Europe/" + marked,
		"on the 31st of " + marked, "last " + marked, strings.Repeat("z", 130) + marked, "\x00" + marked,
	}
}

// echo is a server of whatever kind that fails, and says to what: it repeats what it
// was asked, and a word of it in a form that nobody has written.
func echo(t *testing.T, status int) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // who asked has left
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		text := "cannot serve " + r.URL.RequestURI()
		var prompt struct{ Messages []struct{ Content string } }
		if json.Unmarshal(body, &prompt) == nil && len(prompt.Messages) > 0 {
			text = "cannot answer " + prompt.Messages[len(prompt.Messages)-1].Content
		}
		text += ": bad token '" + strings.ToUpper(marked) + "s'"
		_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{"message": text, "code": marked, "type": "invalid_request_error"}})
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// asked is one request with the marked word in one of its fields.
type asked struct{ method, target, body string }

// askedOf are the requests of an operation that have text in one field each, and
// usual values in those that have to be there.
func askedOf(method, path string, item *openapi3.PathItem, op *openapi3.Operation, text string) (all []asked) {
	usual := map[string]string{"symbol": "AAPL", "name": "day_gainers", "id": "s_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "question": "hi", "symbols": "AAPL", "q": "apple", "url": "http://127.0.0.1:1/"}
	fields := []string{""} // none: a field that there is not
	var queried []string
	for _, p := range append(slices.Clone(item.Parameters), op.Parameters...) {
		if p.Value.In == "path" || p.Value.In == "query" {
			fields = append(fields, p.Value.Name)
		}
		if p.Value.In == "query" && p.Value.Required {
			queried = append(queried, p.Value.Name)
		}
	}
	body := op.RequestBody != nil
	if body {
		for name := range op.RequestBody.Value.Content["application/json"].Schema.Value.Properties {
			fields = append(fields, name)
		}
	}
	for _, field := range fields {
		target, query, form := path, url.Values{}, map[string]any{"question": "hi"}
		for name, value := range usual {
			if field == name {
				value = text
			}
			target = strings.ReplaceAll(target, "{"+name+"}", url.PathEscape(value))
		}
		for _, name := range queried {
			query.Set(name, usual[name])
		}
		switch {
		case strings.Contains(path, "{"+field+"}"):
		case field == "":
			query.Set(text, "1")
			form[text] = 1
		default:
			query.Set(field, text)
			form[field] = text
		}
		if !body {
			all = append(all, asked{method, target + "?" + query.Encode(), ""})
			continue
		}
		for _, form := range []any{form, []any{form}} {
			encoded, err := json.Marshal(form)
			if err != nil {
				panic(err) // strings and numbers
			}
			all = append(all, asked{method, target, string(encoded)}, asked{method, target, string(encoded[:len(encoded)-1])})
		}
	}
	return all
}

// What a client writes is in the answer to it and in no record of the log, whatever
// the field, the route and the level, and whatever those whom we ask say to it.
func TestClientsWordsAreInNoLog(t *testing.T) {
	description, err := os.ReadFile("../../internal/api/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(description)
	if err != nil {
		t.Fatal(err)
	}
	for name, status := range map[string]int{"refused": http.StatusBadRequest, "failed": http.StatusInternalServerError, "unreadable": http.StatusOK} {
		t.Run(name, func(t *testing.T) {
			texts := texts()
			if name == "failed" {
				texts = texts[:1] // what has failed is tried again, after a while
			}
			w := startWalk(t, []string{
				"OPENAI_BASE_URL=" + echo(t, status) + "/v1", "QUOTEWIRE_YAHOO_URL=" + echo(t, status), "QUOTEWIRE_SEARCH_URL=" + echo(t, status),
				"QUOTEWIRE_BROWSER=off", "QUOTEWIRE_ADMIN_ADDR=127.0.0.1:0",
			})
			for path, item := range doc.Paths.Map() {
				for method, op := range item.Operations() {
					for _, text := range texts {
						for _, one := range askedOf(method, path, item, op, text) {
							w.unlogged(t, one)
						}
					}
				}
			}
			w.unlogged(t, asked{marked, "/", ""})
			w.unlogged(t, asked{http.MethodGet, "/" + marked, ""})
			w.unlogged(t, asked{http.MethodPut, "/api/chat?" + marked, marked})
			turns, err := http.Get("http://" + w.app.listeners[0].Addr().String() + "/debug/turns")
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = turns.Body.Close() }()
			if text, err := io.ReadAll(turns.Body); err != nil || strings.Contains(strings.ToLower(string(text)), strings.ToLower(marked)) {
				t.Errorf("/debug/turns: %v: %s", err, text)
			}
		})
	}
}

// unlogged asks, and holds what is logged until the request is recorded.
func (w *walk) unlogged(t *testing.T, one asked) {
	t.Helper()
	w.log.forget()
	req, err := http.NewRequestWithContext(t.Context(), one.method, w.url+one.target, strings.NewReader(one.body))
	if err != nil {
		t.Fatal(err)
	}
	if one.body == "" {
		req.Body = http.NoBody
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	eventually(t, "the request is recorded", func() bool { return strings.Contains(w.log.String(), "msg=request ") })
	for line := range strings.Lines(w.log.String()) {
		if strings.Contains(strings.ToLower(line), strings.ToLower(marked)) {
			t.Errorf("%s %.100s %.100s: %s", one.method, one.target, one.body, line)
		}
	}
}
