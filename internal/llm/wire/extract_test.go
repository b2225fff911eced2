package wire

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

const plainLine = `{"id":"chatcmpl-BxQ2b7hS9","object":"chat.completion.chunk","created":1735689600,"model":"gpt-4.1-mini-2025-04-14",` +
	`"service_tier":"default","system_fingerprint":"fp_38647f5e19","choices":[{"index":0,"delta":{"content":" trades at"},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"Zk3"}`

func TestExtractorUnderstands(t *testing.T) {
	for line, want := range map[string]string{
		plainLine: " trades at",
		`{"choices":[{"delta":{"content":"a"}}]}`:                                                                 "a",
		`{ "choices" : [ { "index" : 0 , "delta" : { "content" : "a" } } ] }`:                                     "", // "index" wants a plain 0
		`{"choices": [{"index": 0, "delta": {"role": "assistant", "content": "a"}, "finish_reason": null}]}`:      "a",
		`{"choices":[{"index":0,"delta":{"role":"assistant","content":null,"refusal":null}}]}`:                    "",
		`{"choices":[{"index":0,"delta":{"content":"\"\\\/\b\f\n\r\t\u00e9\u20AC"}}]}`:                            "\"\\/\b\f\n\r\té€",
		`{"choices":[{"index":0,"delta":{"content":"\ud83d\ude80 up"}}]}`:                                         "🚀 up",
		`{"choices":[{"index":0,"delta":{"content":"日本"},"content_filter_results":{"hate":{"filtered":false}}}]}`: "日本",
		`{"choices":[{"index":0,"delta":{"content":"a","reasoning":null,"tool_calls":null}}],"error":null}`:       "a",
		`{"timings":{"a":[1,-2.5e+3,true,{}]},"choices":[{"delta":{"content":"a"}}]}`:                             "a",
		"{\"choices\":[{\"delta\":{\"content\":\"\u2028event: x\\u0000\"}}]}":                                     "\u2028event: x\x00",
	} {
		var x Extractor
		got, ok := x.Content([]byte(line))
		if strings.Contains(line, "0 ,") { // left to the full decoder
			if ok {
				t.Errorf("content(%s) understood a shape it should not", line)
			}
			continue
		}
		if !ok || got != want {
			t.Errorf("content(%s) = %q, %v; want %q", line, got, ok, want)
		}
	}
}

// What is not understood is decoded in full: here it would be read wrong.
func TestExtractorLeavesTheRest(t *testing.T) {
	for _, line := range []string{
		``, `{`, `[]`, `[DONE]`, `null`, `{}`, `{"choices":null}`, `{"choices":[]}`, `{"choices":[{}],}`,
		`{"choices":[{"delta":{"content":"a"}}]} ` + "x",
		`{"choices":[{"delta":{"content":"a"}}],"choices":[{"delta":{"content":"b"}}]}`,
		`{"choices":[{"delta":{"content":"a"},"delta":{"content":"b"}}]}`,
		`{"choices":[{"delta":{"content":"a","content":"b"}}]}`,
		`{"choices":[{"delta":{"content":"a","Content":"b"}}]}`,
		`{"choices":[{"delta":{"content":"a","\u0063ontent":"b"}}]}`,
		`{"choices":[{"delta":{"content":"a"}},{"delta":{"content":"b"}}]}`,
		`{"choices":[{"index":1,"delta":{"content":"a"}}]}`,
		`{"choices":[{"index":00,"delta":{"content":"a"}}]}`,
		`{"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}`,
		`{"choices":[{"delta":{"content":"a","tool_calls":[]}}]}`,
		`{"choices":[{"delta":{"content":"a","function_call":{}}}]}`,
		`{"choices":[{"delta":{"content":"a","reasoning":"b"}}]}`,
		`{"choices":[{"delta":{"content":"a","reasoning_content":"b"}}]}`,
		`{"choices":[{"delta":{"content":"a","refusal":"b"}}]}`,
		`{"choices":[{"delta":{"content":"a","extra_content":{"x":"y"}}}]}`,
		`{"choices":[{"delta":{"content":"","reasoning_details":[{"text":"b"}]}}]}`,
		`{"choices":[{"delta":{"content":["a"]}}]}`,
		`{"choices":[{"delta":{"content":"a"}}],"usage":{}}`,
		`{"choices":[{"delta":{"content":"a"}}],"error":"b"}`,
		`{"object":"error","choices":[{"delta":{"content":"a"}}]}`,
		`{"choices":[{"delta":{"content":"\ud83d"}}]}`,
		`{"choices":[{"delta":{"content":"\ude80\ud83d"}}]}`,
		"{\"choices\":[{\"delta\":{\"content\":\"\xff\"}}]}",
		"{\"choices\":[{\"delta\":{\"content\":\"a\x01\"}}]}",
		`{"choices":[{"delta":{"content":"\x"}}]}`,
		`{"choices":[{"delta":{"content":"a"}}],"n":01}`,
		`{"choices":[{"delta":{"content":"a"}}],"n":1.}`,
		`{"choices":[{"delta":{"content":"a"}}],"n":-}`,
		`{"choices":[{"delta":{"content":"a"}}],"n":[1,]}`,
		`{"choices":[{"delta":{"content":"a"}}],"n":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`,
	} {
		var x Extractor
		if text, ok := x.Content([]byte(line)); ok {
			t.Errorf("content(%s) = %q; want it left to the full decoder", line, text)
		}
	}
}

// agree fails when the Extractor understands a line that DecodeFrame reads
// otherwise. It uses the Extractor as the earlier lines left it.
func agree(t *testing.T, x *Extractor, line []byte) (understood bool) {
	t.Helper()
	text, ok := x.Content(line)
	if !ok {
		return false
	}
	f, err := DecodeFrame(line)
	if err != nil {
		t.Fatalf("content(%q) = %q, but the full decoder fails: %v", line, text, err)
	}
	c, _ := f.Choice()
	switch d := c.Delta; {
	case string(d.Content) != text:
		t.Fatalf("content(%q) = %q, but the full decoder reads %q", line, text, d.Content)
	case len(f.Choices) != 1, IsSet(f.Error), f.Object == "error", f.Usage != nil, d.Refusal != "", d.Reasoning != "",
		d.Extra != nil && slices.ContainsFunc(d.Extra, func(m Member) bool { return IsSet(m.Value) }), d.ToolCalls != nil, d.FunctionCall != nil, c.FinishReason != "":
		t.Fatalf("content(%q) = %q, but the full decoder sees more: %+v", line, text, f)
	}
	return true
}

// randomLine is a chunk with some members missing, doubled, renamed or broken.
func randomLine(r *rand.Rand) []byte {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	str := func() string {
		raw, err := json.Marshal(pick("", "a", " the", "日本語", "🚀", "\n", "\"q\"", "a\\b", "\u2028", strings.Repeat("long ", 9), "\x00", "é"))
		if err != nil {
			t := err.Error()
			return t
		}
		return pick(string(raw), string(raw), string(raw), `"\ud83d\ude80"`, `"\ud83d"`, `"\u00e9\/"`, "\"\xff\"", "\"\x02\"", `"\q"`, `"`)
	}
	other := func() string {
		return pick("null", "0", "1", "-0.5e-7", "01", "true", "{}", "[]", `{"a":[{"b":"c"}]}`, `""`, "tru", str())
	}
	members := func(open string, names []string, value func(string) string, end string) string {
		var all []string
		for range r.IntN(5) + 1 {
			name := pick(names...)
			all = append(all, `"`+name+`"`+pick(":", ":", ": ", " :")+value(name))
		}
		return open + strings.Join(all, pick(",", ",", ", ", ",,")) + end
	}
	delta := func() string {
		return members("{", []string{"content", "content", "content", "role", "refusal", "reasoning", "tool_calls", "Content", "x"}, func(name string) string {
			if name == "content" {
				return pick(str(), str(), str(), other())
			}
			return other()
		}, "}")
	}
	choice := func() string {
		return members("{", []string{"delta", "delta", "index", "finish_reason", "logprobs", "message"}, func(name string) string {
			switch name {
			case "delta":
				return pick(delta(), delta(), delta(), "null")
			case "index":
				return pick("0", "0", "0", "1", "0.0", "null")
			}
			return pick("null", "null", other())
		}, "}")
	}
	line := members("{", []string{"choices", "choices", "id", "object", "usage", "error", "created", "x_1"}, func(name string) string {
		switch name {
		case "choices":
			return pick("[", "[", "[ ") + choice() + pick("]", "]", "]", "]", ","+choice()+"]")
		case "object":
			return pick(`"chat.completion.chunk"`, `"error"`, str())
		}
		return pick("null", "null", other())
	}, pick("}", "}", "}", "} ", "", "}}"))
	return []byte(line)
}

func TestExtractorAgreesWithFullDecoder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	understood, resumed := 0, 0
	x := new(Extractor)
	for range 20_000 {
		line := randomLine(r)
		if !agree(t, x, line) {
			continue
		}
		understood++
		// A second line that shares this one's head, with a tail of its own.
		other := append(bytes.Clone(x.head), randomTail(r, x.tail)...)
		if len(x.head) > 0 && agree(t, x, other) {
			resumed++
		}
	}
	if understood < 200 || resumed < 40 {
		t.Errorf("%d generated lines were understood, %d resumed: the test shows too little", understood, resumed)
	}
}

// randomTail is a value and what may stand after it: mostly what stood there before.
func randomTail(r *rand.Rand, tail []byte) []byte {
	values := []string{`"b"`, `""`, `"\n"`, `null`, `"\ud83d"`, "\"\xff\"", `"`, `5`, `"c"}`, `"a","content":"b"`, `"a","role":"b"`, `"a","refusal":"b"`}
	ends := []string{string(tail), string(tail), string(tail), `}}]}`, `}],"usage":null}`, `},"delta":{"content":"z"}}]}`, `}}],"choices":[]}`, `},"finish_reason":"stop"}]}`}
	return []byte(values[r.IntN(len(values))] + ends[r.IntN(len(ends))])
}

func FuzzExtractor(f *testing.F) {
	f.Add([]byte(plainLine), []byte(plainLine))
	f.Add([]byte(`{"choices":[{"index":0,"delta":{"content":"\ud83d\ude80\n"},"finish_reason":null}]}`),
		[]byte(`{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}`))
	f.Add([]byte(`{"choices":[{"delta":{"content":"a","reasoning":""}}],"error":null,"n":[-1.5e+9,{"a":"b"}]}`), []byte(`{}`))
	r := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		f.Add(randomLine(r), randomLine(r))
	}
	f.Fuzz(func(t *testing.T, one, two []byte) {
		x := new(Extractor)
		agree(t, x, one)
		agree(t, x, two)
		agree(t, x, one)
	})
}

func TestExtractorAllocatesOnlyTheText(t *testing.T) {
	var x Extractor
	for line, want := range map[string]float64{
		plainLine: 1,
		`{"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}`:              0,
		`{"choices":[{"index":0,"delta":{"content":"a line\nand \u00e9"}}]}`:               1,
		`{"choices":[{"index":0,"delta":{"content":"` + strings.Repeat("a", 200) + `"}}]}`: 1,
	} {
		raw := []byte(line)
		if _, ok := x.Content(raw); !ok { // also grows the scratch once
			t.Fatalf("content(%s) did not understand", line)
		}
		if got := testing.AllocsPerRun(100, func() { x.Content(raw) }); got > want {
			t.Errorf("content(%.60s...) allocates %v times; want %v", line, got, want)
		}
	}
}

func TestPlainRun(t *testing.T) {
	for n := range 40 {
		for _, special := range []byte{'"', '\\', 0, 0x1f} {
			text := strings.Repeat("a", n) + string(special) + strings.Repeat("\xff!", 9)
			if got := plainRun([]byte(text)); got != n {
				t.Errorf("plainRun(%q) = %d; want %d", text, got, n)
			}
		}
		if text := strings.Repeat("\x80", n); plainRun([]byte(text)) != n {
			t.Errorf("plainRun stops within %q", text)
		}
	}
}

func BenchmarkExtract(b *testing.B) {
	for name, line := range map[string]string{
		"plain":   plainLine,
		"escaped": strings.Replace(plainLine, " trades", `\n\u00e9`, 1),
		"strange": "", // no two lines with the same head
	} {
		b.Run(name, func(b *testing.B) {
			strange := line == ""
			if strange {
				line = plainLine
			}
			raw := []byte(line)
			var x Extractor
			b.ReportAllocs()
			for b.Loop() {
				if strange {
					x.head = x.head[:0]
				}
				if _, ok := x.Content(raw); !ok {
					b.Fatal("not understood")
				}
			}
		})
	}
	b.Run("full", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := DecodeFrame([]byte(plainLine)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
