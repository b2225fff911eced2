package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What the dashboard shows there is, and Prometheus can read how it asks for it.
func TestDashboardShowsWhatThereIs(t *testing.T) {
	var dashboard struct {
		Panels []struct {
			Type, Title string
			Targets     []struct{ Expr string }
		}
	}
	if err := json.Unmarshal([]byte(deployed(t, "dashboard.json")), &dashboard); err != nil {
		t.Fatal(err)
	}
	all := exported(fetch(t, &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, start(t).URL()+"/metrics"))
	rules, shown := "groups: [{name: dashboard, rules: [\n", []string{}
	for _, panel := range dashboard.Panels {
		shown = append(shown, panel.Title)
		if len(panel.Targets) == 0 && panel.Type != "row" {
			t.Errorf("%s shows nothing", panel.Title)
		}
		for _, target := range panel.Targets {
			expr := strings.NewReplacer("$__rate_interval", "5m", "$instance", ".*").Replace(target.Expr)
			rules += fmt.Sprintf("  {record: 'shown', labels: {n: '%d'}, expr: %q},\n", strings.Count(rules, "\n"), expr)
			for _, s := range chosen.FindAllStringSubmatch(expr, -1) {
				for _, fault := range unknown(all, s[1], s[2]) {
					t.Errorf("%s speaks of %s, which /metrics does not have", panel.Title, fault)
				}
			}
		}
	}
	if want := []string{"Sources", "Asked", "Answered", "Refused", "Stale", "Disagreed", "Lost"}; !slices.Equal(shown, want) {
		t.Errorf("the dashboard shows %q, want %q", shown, want)
	}
	file := filepath.Join(t.TempDir(), "rules.yml")
	if err := os.WriteFile(file, []byte(rules+"]}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	promtool(t, "", "check", "rules", file)
}
