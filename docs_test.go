package quotewire_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// named is a file within code marks: `cmd/server/wire.go`, `pages.go`, `internal/*/prompts/*.md`.
var named = regexp.MustCompile("`([\\w./*-]+\\.(?:go|md|txt|js|yaml|yml|tsv))`")

// Each file that the pages for developers name is there: what a reader looks for and
// does not find makes the rest doubtful too. A name alone may be that of a file in the
// folder that was named before it.
func TestNamedFilesExist(t *testing.T) {
	var files []string
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := fs.Glob(os.DirFS("."), "docs/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatalf("%d pages in docs, %v", len(pages), err)
	}
	for _, page := range append(pages, "ARCHITECTURE.md", "CONTRIBUTING.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(m[1], "NAME") {
				continue
			}
			if !slices.ContainsFunc(files, func(file string) bool { return stands(file, m[1]) }) {
				t.Errorf("%s names %s, which is nowhere", page, m[1])
			}
		}
	}
}

// stands reports whether file is the one that is named, by the end of its path.
func stands(file, name string) bool {
	parts := strings.Split(file, "/")
	n := strings.Count(name, "/") + 1
	if len(parts) < n {
		return false
	}
	ok, err := path.Match(name, strings.Join(parts[len(parts)-n:], "/"))
	return ok && err == nil
}
