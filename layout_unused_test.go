package quotewire_test

import (
	"fmt"
	"go/ast"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// A line that nothing needs is a door left open: what was taken out of a
// package could come back by it without a reviewer seeing it.
func TestLayoutIsUsed(t *testing.T) {
	for _, line := range unused(t, os.DirFS(".")) {
		t.Error(line)
	}
}

func TestLayoutFindsUnused(t *testing.T) {
	small := fstest.MapFS{
		"internal/market/yahoo/barred.go": {Data: []byte(`package yahoo
import (_ "quotewire/internal/bars"; _ "github.com/piquette/finance-go/quote")`)},
		"internal/market/yahoo/metrics.go": {Data: []byte(`package yahoo
import _ "github.com/prometheus/client_golang/prometheus"`)},
		"internal/market/yahoo/units_test.go": {Data: []byte(`package yahoo
import (_ "quotewire/internal/units"; _ "github.com/sony/gobreaker/v2")
var version = os.Getenv("HOME")`)},
		"cmd/server/env.go": {Data: []byte(`package main
import "os"
var version, all = "dev", os.Environ()`)},
	}
	got := unused(t, small)
	for line, want := range map[string]bool{
		"arrows: internal/market/yahoo imports no internal/bars":                         false,
		"arrows: internal/market/yahoo imports no internal/units":                        true, // but a test does
		"arrows: there is no internal/cache":                                             true,
		"arrows: there is no internal/market/yahoo":                                      false,
		"doors: github.com/piquette/finance-go is not imported in internal/market/yahoo": false,
		"doors: github.com/sony/gobreaker/v2 is not imported in internal/outbound":       true, // but in a test
		"doors: github.com/prometheus/client_golang is not imported in metrics.go":       false,
		"doors: github.com/prometheus/client_golang is not imported in cmd/server":       true,
		"globals: os.Environ is not used in cmd/server":                                  false,
		"globals: os.Exit is not used in cmd/server":                                     true,
		"variables: cmd/server has no version":                                           false,
	} {
		if slices.Contains(got, line) != want {
			t.Errorf("%q among the unused: %v, want %v", line, !want, want)
		}
	}
	if line := "variables: cmd/server has no version"; !slices.Contains(unused(t, fstest.MapFS{}), line) {
		t.Errorf("%q is not among the unused of an empty module", line)
	}
}

// unused says which lines of the tables of the layout no file needs that is
// not a test.
func unused(t *testing.T, root fs.FS) (found []string) {
	t.Helper()
	needed := map[string]bool{}
	eachFile(t, root, func(name string, file *ast.File) {
		if strings.HasSuffix(name, "_test.go") {
			return
		}
		for _, line := range needs(name, file) {
			needed[line] = true
		}
	})
	for dir, targets := range arrows {
		found = append(found, missing(targets, needed, "arrows: "+dir+" imports no %s")...)
		found = append(found, missing([]string{dir}, needed, "arrows: there is no %s")...)
	}
	for dependency, places := range doors {
		found = append(found, missing(places, needed, "doors: "+dependency+" is not imported in %s")...)
	}
	for name, places := range globals {
		found = append(found, missing(places, needed, "globals: "+name+" is not used in %s")...)
	}
	for dir, names := range variables {
		found = append(found, missing(names, needed, "variables: "+dir+" has no %s")...)
	}
	slices.Sort(found)
	return found
}

func missing(entries []string, needed map[string]bool, format string) (found []string) {
	for _, entry := range entries {
		if line := fmt.Sprintf(format, entry); !needed[line] {
			found = append(found, line)
		}
	}
	return found
}

// needs are what unused would say, were it not for this file.
func needs(name string, file *ast.File) []string {
	dir := strings.TrimPrefix(path.Dir(name), ".")
	lines := []string{"arrows: there is no " + dir}
	for _, target := range imports(file) {
		lines = append(lines, "arrows: "+dir+" imports no "+strings.TrimPrefix(target, "quotewire/"))
		for dependency, places := range doors {
			for _, place := range places {
				if within(target, dependency) && admits(place, name, dir) {
					lines = append(lines, "doors: "+dependency+" is not imported in "+place)
				}
			}
		}
	}
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.SelectorExpr:
			lines = append(lines, "globals: "+selector(node)+" is not used in "+dir)
		case *ast.ValueSpec:
			for _, variable := range node.Names {
				lines = append(lines, "variables: "+dir+" has no "+variable.Name)
			}
		}
		return true
	})
	return lines
}
