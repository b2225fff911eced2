package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"
)

func deployed(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// spans are the time spans that a pattern finds in a file of deploy.
func spans(t *testing.T, name, pattern string) (found []time.Duration) {
	t.Helper()
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(deployed(t, name), -1) {
		d, err := time.ParseDuration(match[1])
		if err != nil {
			t.Fatalf("%s: %s: %v", name, match[0], err)
		}
		found = append(found, d)
	}
	return found
}

// A JSON answer has no byte before it is complete: a proxy that gives up
// earlier than we do would turn long answers into its own 504.
func TestProxiesWaitForTheLongestAnswer(t *testing.T) {
	longest := time.Duration(testConfig(t).MaxAnswer)
	for name, pattern := range map[string]string{
		"nginx.conf": `proxy_read_timeout (\S+);`,
		"Caddyfile":  `(?:read|response_header)_timeout (\S+)`,
	} {
		found := spans(t, name, pattern)
		if len(found) == 0 || slices.Min(found) <= longest {
			t.Errorf("%s waits for %v, want more than %v", name, found, longest)
		}
	}
}

// Who supervises us must not kill us while we drain.
func TestSupervisorsWaitForTheDrain(t *testing.T) {
	drain := time.Duration(testConfig(t).Drain)
	for name, pattern := range map[string]string{"compose.yaml": `stop_grace_period: (\S+)`, "quotewire.service": `TimeoutStopSec=(\S+)`} {
		found := spans(t, name, pattern)
		if len(found) != 1 || found[0] < drain+2*farewell+closing {
			t.Errorf("%s waits for %v, want more than the %v of the drain and the end after it", name, found, drain)
		}
	}
}

// A variable that is renamed would stay in a file that nobody runs here.
func TestDeployNamesVariablesThatThereAre(t *testing.T) {
	files, err := os.ReadDir("../../deploy")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`\bQUOTEWIRE_[A-Z_]+\b`)
	count := 0
	for _, file := range files {
		for _, name := range named.FindAllString(deployed(t, file.Name()), -1) {
			count++
			if !slices.ContainsFunc(variables(), func(v variable) bool { return v.name == name }) {
				t.Errorf("%s: there is no variable %s", file.Name(), name)
			}
		}
	}
	if count == 0 {
		t.Error("no variables were found")
	}
}
