package api

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"quotewire/internal/answer"
	"quotewire/internal/api/fault"
	"quotewire/internal/api/query"

	"context"
)

func TestBadFields(t *testing.T) {
	w := newWorld(t, says("x"))
	long := strings.Repeat("x", maxQuestion+1)
	for _, c := range []struct {
		name, body string
		want       fault.Code
		field, fix string // parts of message and fix
	}{
		{"no question", `{}`, fault.InvalidRequest, "question", "8000"},
		{"null question", `{"question":null}`, fault.InvalidRequest, "question", "8000"},
		{"blank question", `{"question":" \n\t"}`, fault.InvalidRequest, "question", "8000"},
		{"undefined question", `{"question":"undefined"}`, fault.InvalidRequest, "question", "8000"},
		{"long question", `{"question":"` + long + `"}`, fault.InvalidRequest, "question", "8000"},
		{"number for a question", `{"question":1}`, fault.InvalidRequest, "question", "string"},
		{"NUL", `{"question":"a\u0000b"}`, fault.InvalidRequest, "question", "leave it out"},
		{"session with path", `{"question":"a","session_id":"../x"}`, fault.InvalidRequest, "session_id", "A-Z"},
		{"session with CRLF", `{"question":"a","session_id":"a\r\nb"}`, fault.InvalidRequest, "session_id", "A-Z"},
		{"long session", `{"question":"a","session_id":"` + strings.Repeat("a", 129) + `"}`, fault.InvalidRequest, "session_id", "128"},
		{"unknown session", `{"question":"a","session_id":"abc"}`, fault.NotFound, "session_id", "leave session_id out"},
		{"unknown model", `{"question":"a","model":"huge"}`, fault.NotFound, "model", "small, large"},
		{"model of wrong type", `{"question":"a","model":{}}`, fault.InvalidRequest, "model", "string"},
		{"relative url", `{"question":"a","current_url":"/x"}`, fault.InvalidRequest, "current_url", "http"},
		{"file url", `{"question":"a","current_url":"file:///etc/passwd"}`, fault.InvalidRequest, "current_url", "http"},
		{"script url", `{"question":"a","current_url":"javascript:alert(1)"}`, fault.InvalidRequest, "current_url", "http"},
		{"url with user", `{"question":"a","current_url":"http://a:b@c.d/"}`, fault.InvalidRequest, "current_url", "without user"},
		{"long url", `{"question":"a","current_url":"http://a.b/` + strings.Repeat("x", 2048) + `"}`, fault.InvalidRequest, "current_url", "2048"},
		{"url without host", `{"question":"a","current_url":"http:///x"}`, fault.InvalidRequest, "current_url", "http"},
		{"url with a line break", `{"question":"a","current_url":"http://a.b/\nx"}`, fault.InvalidRequest, "current_url", "http"},
		{"big page", `{"question":"a","page_text":"` + strings.Repeat("x", maxPageText+1) + `"}`, fault.InvalidRequest, "page_text", "524288"},
		{"page of wrong type", `{"question":"a","page_text":["x"]}`, fault.InvalidRequest, "page_text", "string"},
		{"no such zone", `{"question":"a","timezone":"Mars/Olympus"}`, fault.InvalidRequest, "timezone", "America/New_York"},
		{"server's zone", `{"question":"a","timezone":"Local"}`, fault.InvalidRequest, "timezone", "America/New_York"},
		{"zone with path", `{"question":"a","timezone":"../../etc/passwd"}`, fault.InvalidRequest, "timezone", "America/New_York"},
		{"zone that is a folder", `{"question":"a","timezone":"America"}`, fault.InvalidRequest, "timezone", "America/New_York"},
		{"urls no list", `{"question":"a","preferred_urls":"http://a.b"}`, fault.InvalidRequest, "preferred_urls", "array"},
		{"urls no strings", `{"question":"a","preferred_urls":[1]}`, fault.InvalidRequest, "preferred_urls", "array"},
		{"bad url in list", `{"question":"a","preferred_urls":["http://a.b","x"]}`, fault.InvalidRequest, "preferred_urls", "http"},
		{"many urls", `{"question":"a","preferred_urls":["` + strings.Repeat(`http://a.b","`, 10) + `http://a.b"]}`, fault.InvalidRequest, "preferred_urls", "10"},
		{"bad domain", `{"question":"a","search_domains":["http://a.b"]}`, fault.InvalidRequest, "search_domains", "reuters.com"},
		{"address as domain", `{"question":"a","search_domains":["10.0.0.10"]}`, fault.InvalidRequest, "search_domains", "reuters.com"},
		{"many domains", `{"question":"a","search_domains":["` + strings.Repeat(`a.bc","`, 20) + `a.bc"]}`, fault.InvalidRequest, "search_domains", "20"},
		{"unknown field", `{"question":"a","Question":"b"}`, fault.InvalidRequest, `"Question"`, "search_domains"},
		{"duplicate", `{"question":"a","question":"b"}`, fault.InvalidRequest, "question", "once"},
		{"no object", `["question"]`, fault.InvalidRequest, "body", "object"},
		{"nothing", ` `, fault.InvalidRequest, "body", "object"},
		{"broken", `{"question":"a"`, fault.InvalidRequest, "body", "syntax"},
		{"broken value", `{"question":a}`, fault.InvalidRequest, "body", "syntax"},
		{"trailing", `{"question":"a"} {}`, fault.InvalidRequest, "body", "one object"},
		{"invalid UTF-8", "{\"question\":\"a\xff\"}", fault.InvalidRequest, "body", "UTF-8"},
		{"deep", `{"question":` + strings.Repeat("[", 100_000), fault.InvalidRequest, "body", "syntax"},
		{"huge", `{"question":"` + strings.Repeat("x", maxBody) + `"}`, fault.BodyTooLarge, "1048576", "page_text"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, path := range []string{"/api/chat", "/api/chat/stream"} {
				e := wantFault(t, w.do(t, t.Context(), http.MethodPost, path, c.body, nil), c.want)
				if !strings.Contains(e.Message, c.field) || !strings.Contains(e.Fix, c.fix) {
					t.Errorf("%s: %q, fix %q: want %q and %q", path, e.Message, e.Fix, c.field, c.fix)
				}
			}
		})
	}
}

func TestBadQueries(t *testing.T) {
	w := newWorld(t, says("x"))
	for _, c := range []struct{ query, field string }{
		{"", "question"},
		{"question=", "question"},
		{"question=a&question=b", "question"},
		{"question=a&extra=1", `"extra"`},
		{"question=a%ff", "question"},
		{"question=a%00", "question"},
		{"question=a;b", "query"},
		{"question=%zz", "query"},
		{"question=a&timezone=Local", "timezone"},
		{"question=a&preferred_urls=http://a.b/x,c", ""}, // a comma inside a URL
		{"question=a&preferred_urls=http://a.b,ftp://c", "preferred_urls"},
		{"question=a&search_domains=a.bc,/", "search_domains"},
	} {
		resp := w.do(t, t.Context(), http.MethodGet, "/api/chat/stream?"+c.query, "", nil)
		if c.field == "" {
			if resp.StatusCode != http.StatusOK {
				t.Errorf("%s: %d", c.query, resp.StatusCode)
			}
			continue
		}
		if e := wantFault(t, resp, fault.InvalidRequest); !strings.HasPrefix(e.Message, c.field) || e.Fix == "" {
			t.Errorf("%s: %q, fix %q", c.query, e.Message, e.Fix)
		}
	}
}

func TestBodyHeaders(t *testing.T) {
	w := newWorld(t, says("x"))
	for name, c := range map[string]struct {
		header http.Header
		want   fault.Code
	}{
		"form":           {http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, fault.MediaType},
		"text":           {http.Header{"Content-Type": {"text/plain"}}, fault.MediaType},
		"none":           {http.Header{"Content-Type": {""}}, fault.MediaType},
		"other charset":  {http.Header{"Content-Type": {"application/json; charset=latin1"}}, fault.MediaType},
		"compressed":     {http.Header{"Content-Type": {"application/json"}, "Content-Encoding": {"gzip"}}, fault.MediaType},
		"body with GET?": {nil, fault.InvalidRequest},
	} {
		t.Run(name, func(t *testing.T) {
			if c.header == nil {
				wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/models", "{}", nil), c.want)
				return
			}
			wantFault(t, w.do(t, t.Context(), http.MethodPost, "/api/chat", hi, c.header), c.want)
		})
	}
	wantFault(t, w.do(t, t.Context(), http.MethodPost, "/api/chat?question=x", hi, nil), fault.InvalidRequest)
}

// What was sent reaches the answerer, from a body and from a query alike.
func TestFieldsReachTheAnswerer(t *testing.T) {
	turns := make(chan answer.Turn, 1)
	w := newWorld(t, script(func(ctx context.Context, turn answer.Turn, yield func(answer.Event, error) bool) {
		turns <- turn
		says("x")(ctx, turn, yield)
	}))
	check := func() {
		t.Helper()
		turn := <-turns
		if turn.Question != "What\nnow?" || turn.Model != "large" || turn.Location.String() != "Europe/Berlin" || turn.CurrentURL != "https://a.b/c?d" ||
			turn.PageText != "text" || strings.Join(turn.PreferredURLs, " ") != "https://a.b/c,d http://e.f" || strings.Join(turn.SearchDomains, " ") != "sec.gov reuters.com" {
			t.Errorf("got %+v", turn)
		}
	}
	w.ask(t, t.Context(), `{"question":" What\nnow? ","session_id":"","model":"large","current_url":"https://a.b/c?d","page_text":"text",
		"timezone":"Europe/Berlin","preferred_urls":["https://a.b/c,d","null","http://e.f"],"search_domains":["SEC.gov"," ",null,"reuters.com"]}`)
	check()
	q := url.Values{
		"question": {"What\nnow?"}, "session_id": {"null"}, "model": {"large"}, "current_url": {"https://a.b/c?d"}, "page_text": {"text"},
		"timezone": {"Europe/Berlin"}, "preferred_urls": {"https://a.b/c,d,http://e.f"}, "search_domains": {"sec.gov", "undefined,reuters.com"},
	}
	w.do(t, t.Context(), http.MethodGet, "/api/chat/stream?"+q.Encode(), "", nil)
	check()
}

// A body that does not come ends in time, and costs no answer.
func TestSlowBody(t *testing.T) {
	w := newWorld(t, script(func(context.Context, answer.Turn, func(answer.Event, error) bool) { t.Error("was asked") }),
		func(o *Options) { o.BodyTimeout = 50 * time.Millisecond })
	got := rawSocket(t, w, "POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
	if !strings.HasPrefix(got, "HTTP/1.1 408") || !strings.Contains(got, `"request_timeout"`) || !strings.Contains(got, "Connection: close") {
		t.Errorf("got %s", got)
	}
}

// The deadline of a body does not outlive it.
func TestBodyDeadlineDoesNotEndTheAnswer(t *testing.T) {
	w := newWorld(t, script(func(ctx context.Context, turn answer.Turn, yield func(answer.Event, error) bool) {
		select {
		case <-ctx.Done():
		case <-time.After(150 * time.Millisecond):
		}
		says("x")(ctx, turn, yield)
	}), func(o *Options) { o.BodyTimeout = 50 * time.Millisecond })
	events, err := w.events(t, hi)
	if err != nil || last(t, events).name != eventDone {
		t.Errorf("%v %v", events, err)
	}
}

func FuzzFields(f *testing.F) {
	f.Add([]byte(`{"question":"a","preferred_urls":["b",null]}`))
	f.Add([]byte(`question=a&search_domains=b,c`))
	f.Add([]byte("{\"question\":\"\\u0000\xff\"}"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, read := range []func() (fields, error){
			func() (fields, error) { return jsonFields(raw) },
			func() (fields, error) { return queryFields(string(raw)) },
		} {
			got, err := read()
			if err != nil {
				if fault.Of(err).Code != fault.InvalidRequest {
					t.Fatalf("unexpected %v", err)
				}
				continue
			}
			texts := append(append([]string{got.question, got.sessionID, got.model, got.currentURL, got.pageText, got.timezone}, got.preferredURLs...), got.searchDomains...)
			for _, text := range texts {
				if !utf8.ValidString(text) || strings.ContainsRune(text, 0) || text != query.Present(text) {
					t.Fatalf("let through %q", text)
				}
			}
			_ = got.checkTexts()
			_ = got.checkLists()
		}
	})
}
