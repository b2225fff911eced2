// Package recordingtest holds decoders of sources against recorded answers: a folder a
// source, in it each body beside a file of the same name and .meta.json that says where
// it is from.
package recordingtest

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Recording is one answer as it was recorded.
type Recording struct {
	Name        string // of its file, below the source's folder
	Body        []byte
	URL         *url.URL // what was asked
	Status      int
	ContentType string
	Date        string // when, in any form
	Note        string

	mu      sync.Mutex
	asked   []*url.URL
	notRead string
}

// Run holds each recording of a source below dir against read, which serves it to the
// real client and gives how many figures it compared. A recording of a refusal has one:
// the kind of the error. A file without a figure fails, and so does a body that nothing
// describes. Where dir has no folder of that name there is nothing to compare.
func Run(t *testing.T, dir, source string, read func(t *testing.T, r *Recording) (figures int)) {
	t.Helper()
	if dir == "" {
		t.Fatal("-recordings must name the folder of recorded answers")
	}
	root := filepath.Join(dir, source)
	all, err := load(root)
	if os.IsNotExist(err) {
		t.Logf("%s: no recordings", source)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Errorf("%s: an empty folder", source)
	}
	total := 0
	for _, r := range all {
		t.Run(r.Name, func(t *testing.T) {
			n := read(t, r)
			switch {
			case r.notRead != "":
				t.Logf("%s/%s: not read: %s", source, r.Name, r.notRead)
				return
			case n == 0:
				t.Error("no figure compared")
			}
			t.Logf("%s/%s: %d figures compared", source, r.Name, n)
			total += n
		})
	}
	t.Logf("%s: %d recordings, %d figures compared", source, len(all), total)
}

func load(root string) (all []*Recording, err error) {
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "README.md" || strings.HasSuffix(path, ".meta.json") {
			return err
		}
		r, err := read(path)
		if err == nil {
			r.Name, err = filepath.Rel(root, path)
			all = append(all, r)
		}
		return err
	})
	return all, err
}

func read(path string) (*Recording, error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	about, err := os.ReadFile(path + ".meta.json")
	if err != nil {
		return nil, err
	}
	var meta struct {
		URL         string `json:"url"`
		Status      int    `json:"status"`
		ContentType string `json:"content_type"`
		Date        string `json:"date"`
		Note        string `json:"note"`
	}
	if err := json.Unmarshal(about, &meta); err != nil {
		return nil, err
	}
	u, err := url.Parse(meta.URL)
	if err != nil {
		return nil, err
	}
	if meta.Status == 0 {
		meta.Status = http.StatusOK
	}
	return &Recording{Body: body, URL: u, Status: meta.Status, ContentType: meta.ContentType, Date: meta.Date, Note: meta.Note}, nil
}

// Serve answers every request with the recording, from a real socket, and gives the base
// URL of that.
func (r *Recording) Serve(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		r.mu.Lock()
		r.asked = append(r.asked, q.URL)
		r.mu.Unlock()
		if r.ContentType != "" {
			w.Header().Set("Content-Type", r.ContentType)
		}
		w.WriteHeader(r.Status)
		if _, err := w.Write(r.Body); err != nil {
			t.Logf("serve %s: %v", r.Name, err)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// Asked are the addresses that were asked for, in turn.
func (r *Recording) Asked() []*url.URL {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.asked
}

// NotRead says why nothing of a recording is compared: it is of an endpoint that is known
// and that its source does not ask.
func (r *Recording) NotRead(why string) { r.notRead = why }

// JSON is the body read as JSON, numbers as json.Number, so that every figure of it can
// be held against what came out.
func (r *Recording) JSON(t *testing.T) any {
	t.Helper()
	var v any
	d := json.NewDecoder(strings.NewReader(string(r.Body)))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// Dig is what stands at a path of keys and indices in JSON, nil where nothing does.
func Dig(v any, path ...any) any {
	for _, step := range path {
		switch at := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[at]
		case int:
			l, _ := v.([]any)
			if at < 0 || at >= len(l) {
				return nil
			}
			v = l[at]
		}
	}
	return v
}
