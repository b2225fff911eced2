package llm

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
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
			held := weak.Make(&p.data[0])
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

func TestRequestWithoutBodyStaysAsItIs(t *testing.T) {
	plain, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://model.test/", nil)
	if err != nil {
		t.Fatal(err)
	}
	req, p, err := lighten(plain)
	if req != plain || req.Body != nil || err != nil {
		t.Errorf("lighten = %v, %v", req, err)
	}
	p.drop()
}

func lightened(t *testing.T, url, body string) (*http.Request, *payload) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewBufferString(body))
	if err != nil {
		t.Fatal(err)
	}
	req, p, err := lighten(req)
	if err != nil {
		t.Fatal(err)
	}
	return req, p
}
