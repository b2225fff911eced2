package search

import (
	"fmt"
	"strings"
	"testing"

	"quotewire/internal/agent"
	"quotewire/internal/answer"
	"quotewire/internal/llm"
	"quotewire/internal/scrape"
)

// crowd is a bench on which everything is long: the plan, the pages, the answers,
// the failures, the history and the reader's page.
func crowd() (*bench, answer.Turn) {
	b := newBench()
	b.chat.usage = llm.Usage{PromptTokens: 1, CompletionTokens: 1}
	var questions []string
	for i := range 8 {
		text := fmt.Sprintf("Question %d of Apple?", i)
		kind := "qualitative"
		if i%2 == 0 {
			kind = "numerical"
		}
		questions = append(questions, fmt.Sprintf(`{"text":%q,"kind":%q,"search":%q}`, text, kind, text))
		b.finder.knows[text] = strings.Repeat("It was at 123.45 USD on 2025-11-19 [1]. ", 300)
		for k := range 6 {
			url := fmt.Sprintf("https://q%d-%d.example/%s", i, k, strings.Repeat("path", 20))
			b.web.found[text] = append(b.web.found[text], url)
			b.web.pages[url] = strings.Repeat(fmt.Sprintf("Apple expects %d.5 %% of growth, as question %d says.\n\n", i, i), 500)
			if k == 5 {
				b.web.faults[url] = scrape.ErrBlocked
			}
		}
	}
	plan := `{"questions":[` + strings.Join(questions, ",") + `]}`
	derived := `{"questions":[{"text":"How far apart?","kind":"derived"}]}`
	b.chat.plans, b.chat.checks, b.chat.answers = []string{plan}, []string{derived}, []string{"It is so [1]."}
	turn := answer.Turn{
		Question: "How is Apple? " + strings.Repeat("Mind 12.5 of it. ", 400), CurrentURL: "https://reader.example/", PageText: strings.Repeat("The page says 9.5 % of it. ", 3000),
		PreferredURLs: []string{"https://q0-0.example/" + strings.Repeat("path", 20)},
	}
	for i := range 30 {
		turn.History = append(turn.History, answer.Exchange{Question: fmt.Sprint("Earlier question ", i), Answer: strings.Repeat("It was 1.5. ", 30)})
	}
	return b, turn
}

// No step of a research outgrows the window, and each still has what it is about:
// the question's beginning and end, and findings.
func TestResearchFitsTheWindow(t *testing.T) {
	for _, window := range []int{2048, 4096, 8192, 16384, 32768} {
		t.Run(fmt.Sprint(window), func(t *testing.T) {
			b, turn := crowd()
			asked := ""
			b.o.Window = func(model string) int { asked = model; return window }
			turn.Model = "small"
			lines, err := b.run(t, t.Context(), turn)
			if err != nil {
				t.Fatal(err)
			}
			if asked != "small" {
				t.Errorf("the window of %q was asked for", asked)
			}
			if all := strings.Join(lines, "\n"); !strings.Contains(all, "answer It is so [1].") {
				t.Errorf("events:\n%s", all)
			}
			most := agent.Window(window).Prompt()
			for _, r := range b.chat.seen {
				n := 0
				for _, m := range r.Messages {
					n += agent.Tokens(m.Content)
				}
				t.Logf("%s: %d of %d tokens", stepOf(r), n, most)
				if n > most {
					t.Errorf("%s has %d tokens, want at most %d", stepOf(r), n, most)
				}
			}
			told := b.chat.prompt(t, "write", 0)
			for _, want := range []string{"The question: How is Apple?", "Source [", "Apple expects", "What could not be had:", "Mind 12.5 of it."} {
				if !strings.Contains(told, want) {
					t.Errorf("the writer is not told %q:\n%s", want, told)
				}
			}
			for _, q := range b.finder.asked {
				if n := agent.Tokens(q); n > most/2 {
					t.Errorf("the finder is asked in %d tokens", n)
				}
			}
		})
	}
}

// A small window asks fewer questions, so that each gets an answer worth reading.
func TestFitFollowsTheWindow(t *testing.T) {
	b := newBench()
	r, err := NewResearch(b.o)
	if err != nil {
		t.Fatal(err)
	}
	for window, want := range map[int]fit{
		1000: {tokens: 688, questions: 1, sources: 1, passage: 344},
		4096: {tokens: 3021, questions: 4, sources: 2, passage: 1510},
		8192: {tokens: 6042, questions: 8, sources: 3, passage: 3021},
		// From here on the bytes of a passage are what they are without a window.
		32768: {tokens: 24167, questions: 8, sources: 3, passage: 6144},
	} {
		r.o.Window = func(string) int { return window }
		if got := r.fitOf(""); got != want {
			t.Errorf("window %d: %+v, want %+v", window, got, want)
		}
	}
	r.o.Window = func(string) int { return 0 }
	if got := r.fitOf(""); got.questions != 8 || got.sources != pagesOf || got.passage != 6<<10 || got.tokens < 1<<40 {
		t.Errorf("without a window: %+v", got)
	}
}
