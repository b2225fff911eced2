package fred

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/macro"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

// Invented values; the second day has none.
const (
	file  = "observation_date,ABC1\n2031-01-02,1.169\n2031-01-03,.\n2031-01-06,-0.5\n2031-01-07,\n"
	reply = `{"realtime_start":"2031-02-01","units":"lin","output_type":1,"count":4,"offset":0,"limit":100000,"observations":[{"date":"2031-01-02","value":"1.169"},{"date":"2031-01-03","value":"."},{"date":"2031-01-06","value":"-0.5"},{"date":"2031-01-07","value":""}]}`
)

func want() []macro.Observation {
	return []macro.Observation{{Date: market.Date{Year: 2031, Month: 1, Day: 2}, Value: 1.169}, {Date: market.Date{Year: 2031, Month: 1, Day: 6}, Value: -0.5}}
}

func TestDecodeCSV(t *testing.T) {
	for name, body := range map[string]string{
		"today": file, "once": strings.Replace(file, "observation_date", "DATE", 1), "crlf": strings.ReplaceAll(file, "\n", "\r\n"), "with a mark": "\ufeff" + file,
		"another column": "observation_date,XYZ,ABC1\n2031-01-02,9,1.169\n2031-01-06,9,-0.5\n", "another order": "ABC1,DATE\n1.169,2031-01-02\n-0.5,2031-01-06\n", "no end of line": strings.TrimSuffix(file, "\n"),
	} {
		got, err := decodeCSV([]byte(body), "ABC1")
		if diff := cmp.Diff(want(), got); err != nil || diff != "" {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
	for name, body := range map[string]string{
		"nothing": "", "another series": "observation_date,XYZ\n2031-01-02,1\n", "no days": "ABC1\n1\n", "a short row": "DATE,ABC1\n2031-01-02\n", "no day": "DATE,ABC1\n01/02/2031,1\n", "words": "DATE,ABC1\n2031-01-02,one\n",
		"not a number": "DATE,ABC1\n2031-01-02,NaN\n", "too large": "DATE,ABC1\n2031-01-02,1e999\n", "newest first": "DATE,ABC1\n2031-01-03,1\n2031-01-02,1\n", "a day twice": "DATE,ABC1\n2031-01-02,1\n2031-01-02,1\n",
		"a stray quote": "DATE,ABC1\n2031-01-02,\"1\n",
	} {
		if _, err := decodeCSV([]byte(body), "ABC1"); !errors.Is(err, market.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := decodeCSV([]byte("DATE,ABC1\n2031-01-02,.\n"), "ABC1"); !errors.Is(err, market.ErrNoData) {
		t.Errorf("no values: %v", err)
	}
}

func TestDecodeJSON(t *testing.T) {
	got, err := decodeJSON([]byte(reply))
	if diff := cmp.Diff(want(), got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	for name, body := range map[string]string{
		"not JSON": "{", "no list": "{}", "null": `{"observations":null}`, "of a year ago": strings.Replace(reply, `"lin"`, `"pc1"`, 1), "not all": strings.Replace(reply, `"count":4`, `"count":5`, 1), "a number": `{"observations":[{"date":"2031-01-02","value":1}]}`,
	} {
		if _, err := decodeJSON([]byte(body)); !errors.Is(err, market.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := decodeJSON([]byte(`{"observations":[]}`)); !errors.Is(err, market.ErrNoData) {
		t.Errorf("no values: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(file))
	f.Add([]byte(reply))
	f.Fuzz(func(t *testing.T, body []byte) {
		fromCSV, errCSV := decodeCSV(body, "ABC1")
		fromJSON, errJSON := decodeJSON(body)
		if (errCSV == nil) != (len(fromCSV) > 0) || (errJSON == nil) != (len(fromJSON) > 0) {
			t.Errorf("%v %v, %v %v", fromCSV, errCSV, fromJSON, errJSON)
		}
		for _, all := range [][]macro.Observation{fromCSV, fromJSON} {
			for i, o := range all {
				if market.Num(o.Value).IsZero() || i > 0 && o.Date.Compare(all[i-1].Date) <= 0 {
					t.Errorf("%v", all)
				}
			}
		}
	})
}

func newSource(t *testing.T, key string, answer http.HandlerFunc) *Source {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	s, err := New(httpsource.Options{BaseURL: server.URL, Key: key, Now: func() time.Time { return time.Date(2031, 2, 1, 0, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// Without a key the page's file is read, with one the API: both give the same.
func TestLoad(t *testing.T) {
	for key, c := range map[string]struct{ body, asked string }{
		"": {file, "/graph/fredgraph.csv?id=ABC1"}, "abc123": {reply, "/fred/series/observations?api_key=abc123&file_type=json&series_id=ABC1"},
	} {
		asked := ""
		s := newSource(t, key, func(w http.ResponseWriter, r *http.Request) {
			asked += r.URL.String()
			if _, err := w.Write([]byte(c.body)); err != nil {
				t.Error(err)
			}
		})
		p, err := s.Load(t.Context(), "ABC1")
		if err != nil || p.URL != "https://fred.stlouisfed.org/series/ABC1" || p.Source != Name || p.Final || asked != c.asked {
			t.Errorf("%+v %v, asked %s", p, err, asked)
		}
		if diff := cmp.Diff(want(), p.Series["ABC1"]); diff != "" {
			t.Error(diff)
		}
		for _, id := range []string{"", "abc", "../x", "A&B", strings.Repeat("A", 61)} {
			if _, err := s.Load(t.Context(), id); !errors.Is(err, market.ErrUnknownSymbol) {
				t.Errorf("%q: %v", id, err)
			}
		}
	}
}

func TestFaults(t *testing.T) {
	page := "<!DOCTYPE html><html><title>x</title></html>"
	for name, c := range map[string]struct {
		key    string
		status int
		body   string
		want   error
	}{
		"a page": {"", 200, page, market.ErrBlocked}, "no such series": {"", 404, page, market.ErrUnknownSymbol}, "too slow": {"", 504, page, market.ErrUnavailable}, "too often": {"", 429, "", market.ErrBlocked},
		"of the API":     {"k1234567", 400, `{"error_code":400,"error_message":"Bad Request.  The series does not exist."}`, market.ErrUnknownSymbol},
		"the key":        {"k1234567", 400, `{"error_code":400,"error_message":"Bad Request. The value for variable api_key is not registered: k1234567"}`, market.ErrBlocked},
		"something else": {"k1234567", 400, `{"error_code":400,"error_message":"Bad Request. Variable file_type is not one of xml, json"}`, market.ErrNoData},
		"not JSON":       {"k1234567", 400, "oops", market.ErrNoData},
	} {
		s := newSource(t, c.key, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			if _, err := w.Write([]byte(c.body)); err != nil {
				t.Error(err)
			}
		})
		p, err := s.Load(t.Context(), "ABC1")
		e, ok := errors.AsType[*market.Error](err)
		if !ok || e.Kind != c.want || p != nil {
			t.Errorf("%s: %v; want %v", name, err, c.want)
		}
		if ok && c.key != "" && strings.Contains(e.Error()+e.Said, c.key) {
			t.Errorf("%s: the key is told: %v %q", name, e, e.Said)
		}
	}
}
