package llm

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// server is a kind of model server and what is known of it. What its streams
// look like is understood whatever the kind, for any of them may stand behind a
// gateway; the kind decides how long a model may take to load, and where the
// size of its window is asked for.
type server struct {
	name   string
	base   string   // its usual base URL
	hosts  []string // of its base URLs: the whole name, or its end
	port   string   // that it usually listens on
	owner  string   // what its list of models says owns them
	local  bool     // runs on its user's machines and loads models when they are asked for
	window string   // path, from the server's root, that tells the size of the window
	about  string   // what is known of it, for README
	wires  []string // recorded streams of it in testdata/wires
}

// servers are the kinds, those of the internet first.
func servers() []server {
	return []server{
		{name: "OpenAI", base: "https://api.openai.com/v1", hosts: []string{"api.openai.com"}, about: "the dialect itself; newer models refuse `max_tokens`", wires: []string{"openai"}},
		{name: "Azure OpenAI", base: "https://NAME.openai.azure.com/openai/v1", hosts: []string{".openai.azure.com"}, about: "a first chunk without choices; older ones refuse `stream_options`", wires: []string{"azure"}},
		{name: "Gemini", base: "https://generativelanguage.googleapis.com/v1beta/openai", hosts: []string{"generativelanguage.googleapis.com", "aiplatform.googleapis.com"}, about: "wants the signature of a call back; may send no finish reason, several calls numbered 0", wires: []string{"gemini", "gemini-parallel", "gemini-text-signature"}},
		{name: "DeepSeek", base: "https://api.deepseek.com/v1", hosts: []string{"api.deepseek.com"}, about: "wants the reasoning of a step with calls back", wires: []string{"deepseek", "text-deepseek", "text-deepseek-v31", "text-deepseek-dsml"}},
		{name: "OpenRouter", base: "https://openrouter.ai/api/v1", hosts: []string{"openrouter.ai"}, about: "comments while it waits; wants `reasoning_details` back; not every model has tools", wires: []string{"openrouter"}},
		{name: "Mistral", base: "https://api.mistral.ai/v1", hosts: []string{"api.mistral.ai"}, about: "refuses fields that it does not know; ids of nine letters and digits", wires: []string{"mistral", "text-mistral", "text-mistral-args"}},
		{name: "Groq", base: "https://api.groq.com/openai/v1", hosts: []string{"api.groq.com"}, about: "usage in `x_groq`; refuses an answer that calls tools where none may be", wires: []string{"groq"}},
		{name: "Qwen", base: "https://dashscope-intl.aliyuncs.com/compatible-mode/v1", hosts: []string{".aliyuncs.com"}, about: "thoughts in a field or in the text", wires: []string{"think", "text-hermes", "text-qwen3-coder"}},
		{name: "Kimi", base: "https://api.moonshot.ai/v1", hosts: []string{"api.moonshot.ai", "api.moonshot.cn"}, about: "usage in the choice; names of tools with a prefix", wires: []string{"kimi", "text-kimi"}},
		{name: "xAI", base: "https://api.x.ai/v1", hosts: []string{"api.x.ai"}, about: "usage in each chunk", wires: []string{"usage-in-each"}},
		{name: "Together", base: "https://api.together.xyz/v1", hosts: []string{"api.together.xyz", "api.together.ai"}, about: "thoughts in the text of some models", wires: []string{"think"}},
		{name: "Fireworks", base: "https://api.fireworks.ai/inference/v1", hosts: []string{"api.fireworks.ai"}, about: "thoughts in the text of some models", wires: []string{"think"}},
		{name: "Anthropic", base: "https://api.anthropic.com/v1", hosts: []string{"api.anthropic.com"}, about: "its OpenAI-compatible layer; a call may open with `{}`", wires: []string{"anthropic-converted", "input-tokens"}},
		{name: "Ollama", base: "http://127.0.0.1:11434/v1", port: "11434", owner: "library", local: true, window: "/api/ps", about: "loads a model for minutes; keeps a window of 4,096 tokens unless told otherwise and cuts the front silently; does not know `tool_choice`; says which models have no tools", wires: []string{"ollama", "ollama-reasoning"}},
		{name: "llama.cpp", base: "http://127.0.0.1:8080/v1", port: "8080", owner: "llamacpp", local: true, window: "/props", about: "503 while it loads; tools need `--jinja`", wires: []string{"llamacpp", "text-llama", "text-fenced"}},
		{name: "vLLM", base: "http://127.0.0.1:8000/v1", port: "8000", owner: "vllm", local: true, about: "tools need `--enable-auto-tool-choice` and a parser; thoughts in a field or in the text; tells its window", wires: []string{"vllm", "text-harmony", "text-glm", "text-invoke"}},
		{name: "SGLang", base: "http://127.0.0.1:30000/v1", port: "30000", owner: "sglang", local: true, about: "wants a content in every message", wires: []string{"think-split", "text-llama-python"}},
		{name: "LM Studio", base: "http://127.0.0.1:1234/v1", port: "1234", owner: "organization_owner", local: true, window: "/api/v0/models", about: "loads a model when it is asked for; refuses a content of null", wires: []string{"think", "gpt-oss-name"}},
		{name: "LocalAI", base: "http://127.0.0.1:8080/v1", owner: "localai", local: true, about: "calls in one piece", wires: []string{"call-arguments-object", "call-legacy"}},
		{name: "LiteLLM", base: "http://127.0.0.1:4000/v1", port: "4000", about: "a gateway: as the server behind it; a call may open with `{}`, a finish reason may stand in each chunk", wires: []string{"gateway-reason-in-each", "anthropic-converted", "call-two-objects"}},
	}
}

// serverAt is the kind of server that a base URL names, the zero server when it
// names none. A port says something only of a machine of ours.
func serverAt(base string) server {
	u, err := url.Parse(base)
	if err != nil {
		return server{}
	}
	host := strings.ToLower(u.Hostname())
	for _, s := range servers() {
		if slices.ContainsFunc(s.hosts, func(h string) bool { return host == h || h[0] == '.' && strings.HasSuffix(host, h) }) {
			return s
		}
	}
	if !nearby(host) {
		return server{}
	}
	for _, s := range servers() {
		if s.port != "" && s.port == u.Port() {
			s.local = true
			return s
		}
	}
	return server{local: true}
}

// nearby says whether a host is on this machine or its network.
func nearby(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()
	}
	// A name without a point is one of a container network.
	return host != "" && !strings.Contains(host, ".") ||
		slices.ContainsFunc([]string{"localhost", ".local", ".internal", ".lan", ".home.arpa"}, func(end string) bool { return strings.HasSuffix(host, end) })
}

// patience is how long the first byte of an answer is waited for: loading a model
// into memory takes minutes, and who gives up makes it begin anew.
func (s server) patience() time.Duration {
	if s.local {
		return 10 * time.Minute
	}
	return time.Minute
}
