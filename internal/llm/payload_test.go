package llm

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"weak"
)

// While an answer streams, net/http holds its request: the body must be gone.
func TestPayloadIsLetGoWhileItsAnswerStreams(t *testing.T) {
	want := strings.Repeat("a long conversation ", 50_000)
	for _, version := range []string{"HTTP/1.1", "HTTP/2.0"} {
		t.Run(version, func(t *testing.T) {
			received, finish := make(chan bool, 1), make(chan struct{})
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				received <- err == nil && string(body) == want && r.Proto == version
				_ = http.NewResponseController(w).Flush()
				<-finish
			}))
			server.EnableHTTP2 = version == "HTTP/2.0"
			server.StartTLS()
			defer server.Close()
			defer close(finish)

			req, p := lightened(t, server.URL, want)
			held := weak.Make(&(*p.data)[0])
			resp, err := server.Client().Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			p.drop()
			if !<-received {
				t.Error("the server got another body, or in another way")
			}
			runtime.GC()
			if held.Value() != nil {
				t.Error("the body is still in memory")
			}
			runtime.KeepAlive(req)
		})
	}
}

// An answer that comes before the request was read does not cut the request.
func TestPayloadIsSentToItsEndThoughItsAnswerBegan(t *testing.T) {
	want := strings.Repeat("a long conversation ", 500_000)
	begin, received := make(chan struct{}), make(chan bool, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rc := http.NewResponseController(w)
		_ = rc.EnableFullDuplex()
		_ = rc.Flush()
		<-begin
		body, err := io.ReadAll(r.Body)
		received <- err == nil && string(body) == want
	}))
	defer server.Close()

	req, p := lightened(t, server.URL, want)
	resp, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	p.drop()
	close(begin)
	if !<-received {
		t.Error("the server got another body")
	}
}

func TestPayloadCanBeSentAgain(t *testing.T) {
	req, p := lightened(t, "http://model.test/", "question")
	p.drop() // before any connection took it: it stays
	for range 2 {
		body, err := req.GetBody()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(body); string(got) != "question" || err != nil {
			t.Errorf("read %q, %v", got, err)
		}
	}
}

func TestRequestThatNobodyWritesStaysAsItIs(t *testing.T) {
	plain, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://model.test/", nil)
	if err != nil {
		t.Fatal(err)
	}
	req, p, err := lighten(plain, nil, nil)
	if req != plain || req.Body != nil || err != nil {
		t.Errorf("lighten = %v, %v", req, err)
	}
	p.drop()
}

// Bodies share memory one after the other: none may hold what another says,
// whether its answer came early or its client left.
func TestPayloadsNeverMix(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		var mixed atomic.Bool
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/early" {
				_ = http.NewResponseController(w).EnableFullDuplex()
				_ = http.NewResponseController(w).Flush()
			}
			body, _ := io.ReadAll(r.Body) // a client that left sends less
			if len(body) > 0 && len(bytes.Trim(body, string(body[:1]))) > 0 {
				mixed.Store(true)
			}
		}))
		server.EnableHTTP2 = http2
		server.StartTLS()
		pool := &sync.Pool{New: func() any { return new([]byte) }}
		var wg sync.WaitGroup
		for worker := range 8 {
			wg.Go(func() {
				for i := range 60 {
					ctx, cancel := context.WithCancel(t.Context())
					body := bytes.Repeat([]byte{byte('a' + worker)}, 100<<(i%11))
					req, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL+[]string{"/", "/early"}[i%2], nil)
					if err != nil {
						t.Error(err)
					}
					req, p, err := lighten(req, func(buf []byte) ([]byte, error) { return append(buf, body...), nil }, pool)
					if err != nil {
						t.Error(err)
					}
					if i%3 == 0 {
						time.AfterFunc(time.Duration(i*10)*time.Microsecond, cancel)
					}
					if resp, err := server.Client().Do(req); err == nil {
						p.drop()
						_ = resp.Body.Close()
					} else {
						p.drop()
					}
					cancel()
				}
			})
		}
		wg.Wait()
		server.Close()
		if mixed.Load() {
			t.Errorf("HTTP/2 %v: a body holds what another says", http2)
		}
	}
}

func lightened(t *testing.T, url, body string) (*http.Request, *payload) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	write := func(buf []byte) ([]byte, error) { return append(buf, body...), nil }
	req, p, err := lighten(req, write, &sync.Pool{New: func() any { return new([]byte) }})
	if err != nil {
		t.Fatal(err)
	}
	return req, p
}

// The tools are encoded once for all steps that offer the same, and anew when
// anything in them differs.
func TestToolsAreEncodedOnce(t *testing.T) {
	e, none := &encodedTools{}, &habits{}
	encode := func(specs ...ToolSpec) []byte {
		field, err := e.encode(specs, none)
		if err != nil {
			t.Fatal(err)
		}
		return field
	}
	one := ToolSpec{Name: "quote", Description: "A quote.", Schema: []byte(`{"type":"object"}`)}
	first, again := encode(one), encode(one)
	if want := `"tools":[{"function":{"name":"quote","description":"A quote.","parameters":{"type":"object"}},"type":"function"}]`; string(first) != want {
		t.Errorf("encoded %s", first)
	}
	if &first[0] != &again[0] {
		t.Error("the same tools are encoded twice")
	}
	for _, other := range []ToolSpec{{Name: "q", Description: one.Description, Schema: one.Schema}, {Name: one.Name, Schema: one.Schema}, {Name: one.Name, Description: one.Description}} {
		if got := encode(other); string(got) == string(first) {
			t.Errorf("%+v is encoded as %s", other, got)
		}
	}
	encode(one)
	one.Schema[9] = 'x' // its owner's to change
	if got := encode(one); string(got) == string(first) {
		t.Error("a schema that was changed is sent as it was")
	}
	if encode() != nil {
		t.Error("no tools are something")
	}
	if _, err := e.encode([]ToolSpec{{Schema: []byte("{broken")}}, none); !errors.Is(err, ErrRefused) {
		t.Errorf("a schema that is no JSON: %v", err)
	}
}
