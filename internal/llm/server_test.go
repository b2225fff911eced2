package llm

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestServerAt(t *testing.T) {
	for base, want := range map[string]struct {
		name  string
		local bool
	}{
		"https://api.openai.com/v1":                {"OpenAI", false},
		"https://x.openai.azure.com/openai/v1":     {"Azure OpenAI", false},
		"https://openrouter.ai/api/v1":             {"OpenRouter", false},
		"https://evil-openrouter.ai.example/v1":    {"", false},
		"http://127.0.0.1:11434/v1":                {"Ollama", true},
		"http://ollama:11434/v1":                   {"Ollama", true},
		"http://host.docker.internal:1234/v1":      {"LM Studio", true},
		"http://192.168.1.5:8000/v1":               {"vLLM", true},
		"http://[::1]:9999/v1":                     {"", true},
		"https://models.example.com:11434/v1":      {"", false},
		"http://litellm:4000/v1":                   {"LiteLLM", true},
		"https://dashscope-intl.aliyuncs.com/a/v1": {"Qwen", false},
	} {
		got := serverAt(base)
		if got.name != want.name || got.local != want.local {
			t.Errorf("serverAt(%s) = %q, local %v; want %q, %v", base, got.name, got.local, want.name, want.local)
		}
		if patience := got.patience(); want.local != (patience >= 5*time.Minute) {
			t.Errorf("%s is waited for %s", base, patience)
		}
	}
}

// README tells of each kind of server what the table does, and each stream that
// it is said to have been tried against is there.
func TestServersAreInReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range servers() {
		row := fmt.Sprintf("| %s | `%s` | %s | %s |\n", s.name, s.base, s.about, strings.Join(s.wires, ", "))
		if !strings.Contains(string(readme), row) {
			t.Errorf("README lacks the row\n%s", row)
		}
		for _, wire := range s.wires {
			if _, err := os.Stat(filepath.Join("testdata/wires", wire+".txtar")); err != nil {
				t.Error(err)
			}
		}
	}
}
