package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
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
	longest := testConfig(t).maxAnswer(true)
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
		if len(found) != 1 || found[0] < drain+2*lastFrameWait+closeWait {
			t.Errorf("%s waits for %v, want more than the %v of the drain and the end after it", name, found, drain)
		}
	}
}

// settingsOf is the environment that a file gives the server when an operator has
// given these variables: by the unit's EnvironmentFile, by -e to the image, or to
// compose, which puts them where the file names them.
func settingsOf(t *testing.T, name string, given map[string]string) (environ []string) {
	t.Helper()
	text := deployed(t, name)
	lines := map[string]string{
		"quotewire.service": `(?m)^Environment=([A-Z_]+)=(.*)$`,
		"../Dockerfile":     `(?m)^(?:ENV|   ) ([A-Z_]+)=(\S+)(?: \\)?$`,
		"compose.yaml":      `(?m)^      ([A-Z_]+): (.*?)(?: #.*)?$`,
	}[name]
	for _, m := range regexp.MustCompile(lines).FindAllStringSubmatch(text, -1) {
		value := regexp.MustCompile(`\$\{([A-Z_]+):([-?])([^}]*)\}`).ReplaceAllStringFunc(m[2], func(use string) string {
			v, rest, _ := strings.Cut(strings.Trim(use, "${}"), ":")
			switch {
			case given[v] != "":
				return given[v]
			case rest[0] == '?':
				t.Fatalf("%s: compose ends with: %s", name, rest[1:])
			}
			return rest[1:]
		})
		environ = append(environ, m[1]+"="+strings.Trim(value, `"`))
	}
	if len(environ) == 0 {
		t.Fatalf("%s sets no variable", name)
	}
	if name != "compose.yaml" {
		for v, value := range given {
			environ = append(environ, v+"="+value)
		}
	}
	return environ
}

// Where settings are missing the server must not serve synthetic prices for
// weeks: it says what to set, and ends as one that need not be tried again.
func TestDeploymentsDoNotFallIntoTheDemo(t *testing.T) {
	for _, name := range []string{"quotewire.service", "../Dockerfile", "compose.yaml"} {
		t.Run(name, func(t *testing.T) {
			run := func(given ...string) *process {
				known := map[string]string{"QUOTEWIRE_API_KEYS": "k"}
				for _, one := range given {
					v, value, _ := strings.Cut(one, "=")
					known[v] = value
				}
				// On loopback and free ports, whatever the file says of addresses.
				environ := append(settingsOf(t, name, known), "QUOTEWIRE_ADDR=127.0.0.1:0", "QUOTEWIRE_ADMIN_ADDR=", "QUOTEWIRE_LOG_FORMAT=json")
				return startProcess(t, nil, environ...)
			}
			p := run()
			if status := p.wait(); status != statusUsage || !strings.Contains(p.text(), "OPENAI_BASE_URL") || !strings.Contains(p.text(), "QUOTEWIRE_DEMO") {
				t.Errorf("exit status %d, want %d, and what to set: %s", status, statusUsage, p.text())
			}
			if p := run("QUOTEWIRE_DEMO=true"); p.waitLog("serving")["demo"] != true {
				t.Errorf("no demo where it is asked for: %s", p.text())
			}
			if p := run("OPENAI_BASE_URL=http://127.0.0.1:9/v1"); p.waitLog("serving")["demo"] != false {
				t.Errorf("a demo although a model server is configured: %s", p.text())
			}
		})
	}
	// systemd would try again for ever what cannot succeed.
	if unit := deployed(t, "quotewire.service"); !strings.Contains(unit, "\nRestartPreventExitStatus="+strconv.Itoa(statusUsage)+"\n") {
		t.Error("systemd restarts a server whose settings are not valid")
	}
}

// Prometheus scrapes the admin listener of the compose file by the name that its
// file has, and nothing else does.
func TestPrometheusIsAnswered(t *testing.T) {
	target := regexp.MustCompile(`targets: \["(.+):(\d+)"\]`).FindStringSubmatch(deployed(t, "prometheus.yml"))
	if target == nil {
		t.Fatal("prometheus.yml has no target")
	}
	cfg, err := loadConfig(settingsOf(t, "compose.yaml", map[string]string{"QUOTEWIRE_API_KEYS": "k", "QUOTEWIRE_DEMO": "true"}))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(cfg.AdminAddr); got != target[1]+":"+target[2] || !strings.Contains(deployed(t, "compose.yaml"), "\n    hostname: "+target[1]+"\n") {
		t.Errorf("the admin listener is at %s, which is not the host's own name, and Prometheus asks %s", got, target[1:])
	}
	if !slices.Contains(cfg.adminHosts().Names, target[1]) {
		t.Errorf("%s is not answered", target[1])
	}
}

// A variable that is renamed would stay in a file that nobody runs here.
func TestVariablesThatAreNamedThereAre(t *testing.T) {
	files, err := os.ReadDir("../../deploy")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, file := range files {
		texts[file.Name()] = deployed(t, file.Name())
	}
	hints, err := os.ReadFile("../../internal/api/fault/hint.go") // what the log tells an operator to change
	if err != nil {
		t.Fatal(err)
	}
	texts["hint.go"] = string(hints)
	named := regexp.MustCompile(`\b(QUOTEWIRE|OPENAI|BRAVE|TAVILY|PLAYWRIGHT)_[A-Z_]+\b`)
	for file, text := range texts {
		for _, name := range named.FindAllString(text, -1) {
			if !slices.ContainsFunc(variables(), func(v variable) bool { return v.name == name }) {
				t.Errorf("%s: there is no variable %s", file, name)
			}
		}
	}
	for _, file := range []string{"hint.go", "compose.yaml"} {
		if !named.MatchString(texts[file]) {
			t.Errorf("%s: no variables were found", file)
		}
	}
}
