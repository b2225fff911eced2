package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"quotewire/internal/llm/llmtest"
	"quotewire/internal/sim"
	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/yahoo"
)

// startSources is a walk in which every source of market data is simulated and none says
// so: those beside Yahoo are those of a world that stands at the same moment. pause is how
// long a source that failed is left alone; 0: as usual.
func startSources(t *testing.T, pause time.Duration, environ []string, steps ...llmtest.Step) (*walk, *sim.World) {
	t.Helper()
	world, err := sim.Start(sim.Options{Now: walkNow})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := world.Close(); err != nil {
			t.Error(err)
		}
	})
	var urls []string
	for _, name := range slices.Sorted(maps.Keys(world.SourceURLs)) {
		urls = append(urls, name+"="+world.SourceURLs[name])
	}
	return startWalkWith(t, func(a *app) { a.pause = pause }, append([]string{"QUOTEWIRE_SOURCE_URLS=" + strings.Join(urls, ",")}, environ...), steps...), world
}

// blocks are the ways in which Yahoo refuses.
func blocks() map[string]wire.Kind {
	return map[string]wire.Kind{"429 in text": yahoo.Edge, "401 to all": yahoo.InvalidCrumb, "a page of HTML": wire.HTML, "silence": wire.Hang, "resets": wire.Reset}
}

// kindsElsewhere are the questions of testdata/questions that sources beside Yahoo have the
// data of: the others need accounts, shares outstanding or members of indices.
func kindsElsewhere() []string {
	return strings.Fields("01 02 03 04 05 06 09 10 14 15 16 17 18 19 20 21 22 23")
}

// Yahoo refuses in each way that it has, from the first question on: the kinds of question
// whose data others have are answered from them, the first within three seconds, each with
// its source. What nobody else has is said to be missing.
func TestYahooBlocked(t *testing.T) {
	files, err := filepath.Glob("testdata/questions/*.txtar")
	if err != nil || len(files) != 24 {
		t.Fatalf("%d kinds of question, %v", len(files), err)
	}
	for name, fault := range blocks() {
		t.Run(name, func(t *testing.T) {
			var script []llmtest.Step
			var questions []map[string]string
			for _, file := range files {
				archive, err := txtar.ParseFile(file)
				if err != nil {
					t.Fatal(err)
				}
				parts := map[string]string{"kind": strings.TrimSuffix(filepath.Base(file), ".txtar")}
				for _, f := range archive.Files {
					parts[f.Name] = string(f.Data)
				}
				questions, script = append(questions, parts), append(script, steps(t, parts["model"])...)
			}
			w, _ := startSources(t, 0, nil, script...)
			if err := w.yahoo.Set(wire.Fault{Kind: fault}); err != nil {
				t.Fatal(err)
			}
			var table strings.Builder
			for i, q := range questions {
				began := time.Now()
				client := w.post(q["request"])
				took := time.Since(began)
				told := w.told()
				if q["kind"][:2] == "15" { // a price that is late by minutes may make a day of rise one of fall
					q["expect"] = dayCounts.ReplaceAllString(q["expect"], "")
				}
				held := holds(q["expect"], told+client)
				elsewhere := slices.Contains(kindsElsewhere(), q["kind"][:2])
				if crumbless := fault == yahoo.InvalidCrumb && q["kind"][:2] == "12"; held != (elsewhere || crumbless) {
					t.Errorf("%s: held %t, want %t; told:\n%s", q["kind"], held, elsewhere, told)
				}
				// Without a crumb Yahoo still gives prices, and accounts.
				if yahoos := strings.Contains(client, `"provider":"Yahoo Finance"`); yahoos && (fault != yahoo.InvalidCrumb || strings.HasPrefix(q["model"], "call quote")) {
					t.Errorf("%s: names Yahoo as its source", q["kind"])
				}
				// The first may wait for Yahoo; that later ones do not is told by the desk's own tests, which
				// have a clock. The last bound is one of a hang.
				if limit := map[bool]time.Duration{true: 3 * time.Second, false: 25 * time.Second}[i == 0]; took > limit {
					t.Errorf("%s: took %s", q["kind"], took)
				}
				fmt.Fprintf(&table, "%-36s %-7s %-28s %6d ms\n", q["kind"], map[bool]string{true: "holds", false: "missing"}[held], strings.Join(providersIn(client), ", "), took.Milliseconds())
			}
			t.Logf("Yahoo answers with %s:\n%s", name, &table)
		})
	}
}

// holds reports whether a text has all lines that are expected.
func holds(expect, text string) bool {
	for line := range strings.Lines(expect) {
		if line = strings.TrimSpace(line); line != "" && !strings.Contains(text, line) {
			return false
		}
	}
	return true
}

var dayCounts = regexp.MustCompile(`(?m)^days (?:up|down): .*$`)

var sourceEvent = regexp.MustCompile(`(?m)^data: \{"n":\d+,"kind":"market",.*?"provider":"([^"]+)"`)

// providersIn are the providers of the sources that a stream announces, each once.
func providersIn(stream string) (all []string) {
	for _, m := range sourceEvent.FindAllStringSubmatch(stream, -1) {
		if !slices.Contains(all, m[1]) {
			all = append(all, m[1])
		}
	}
	return all
}
