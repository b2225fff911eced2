package search

import (
	"fmt"
	"strings"
	"testing"

	"quotewire/internal/answer"
)

// written puts questions on paper.
func written(all []subquestion) string {
	var lines []string
	for _, q := range all {
		line := string(q.Kind) + ": " + q.Text
		if q.Search != q.Text {
			line += " (" + q.Search + ")"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

const (
	priceAndPlans = "numerical: What is Acme's price?\nqualitative: What does Acme plan? (acme plans)"
	bothUnsaid    = "unsaid: What is Acme's price?\nunsaid: What does Acme plan?"
)

// A plan is read in whatever form a model writes it.
func TestPlansOfAnyForm(t *testing.T) {
	for name, c := range map[string]struct{ reply, want string }{
		"as asked":           {`{"questions":[{"text":"What is Acme's price?","kind":"numerical","search":""},{"text":"What does Acme plan?","kind":"qualitative","search":"acme plans"}]}`, priceAndPlans},
		"a bare list":        {`[{"text":"What is Acme's price?","kind":"numerical"},{"text":"What does Acme plan?","kind":"qualitative","search":"acme plans"}]`, priceAndPlans},
		"texts":              {`["What is Acme's price?", "What does Acme plan?"]`, bothUnsaid},
		"texts in an object": {`{"questions": ["What is Acme's price?", "What does Acme plan?"]}`, bothUnsaid},
		"another key":        {`{"sub_questions":[{"question":"What is Acme's price?","type":"NUMERICAL"},{"question":"What does Acme plan?","type":"Qualitative","query":"acme plans"}]}`, priceAndPlans},
		"steps in a plan":    {`{"research_plan":{"goal":"know Acme","steps":[{"step":1,"query":"What is Acme's price?","category":"quantitative"},{"step":2,"query":"What does Acme plan?","category":"news","search_terms":["acme plans","acme"]}]}}`, priceAndPlans},
		"commas too many":    {`{"questions":[{"text":"What is Acme's price?","kind":"numerical",},{"text":"What does Acme plan?","kind":"qualitative","search":"acme plans",},],}`, priceAndPlans},
		"commas too few":     {"{\"questions\":[{\"text\":\"What is Acme's price?\"\n\"kind\":\"numerical\"}\n{\"text\":\"What does Acme plan?\"\n\"kind\":\"qualitative\" \"search\":\"acme plans\"}]}", priceAndPlans},
		"Python":             {`{'questions': [{'text': "What is Acme's price?", 'kind': 'numerical', 'search': None, 'done': False}, {'text': 'What does Acme plan?', 'kind': 'qualitative', 'search': 'acme plans', 'done': True}]}`, priceAndPlans},
		"an apostrophe":      {`[{'text': 'What is Acme's price?', 'kind': 'numerical'}, {'text': 'What does Acme plan?', 'kind': 'qualitative', 'search': 'acme plans'}]`, priceAndPlans},
		"bare names":         {`{questions: [{text: "What is Acme's price?", kind: numerical}, {text: What does Acme plan?, kind: qualitative, search: acme plans}]}`, priceAndPlans},
		"curly quotes":       {`{“questions”: [{“text”: “What is Acme's price?”, “kind”: “numerical”}, {“text”: “What does Acme plan?”, “kind”: “qualitative”, “search”: “acme plans”}]}`, priceAndPlans},
		"comments":           {"{\n  // the plan\n  \"questions\": [ /* two */\n    {\"text\": \"What is Acme's price?\", \"kind\": \"numerical\"}, # first\n    {\"text\": \"What does Acme plan?\", \"kind\": \"qualitative\", \"search\": \"acme plans\"}\n  ]\n}", priceAndPlans},
		"words around":       {"Here is the plan [a draft]:\n```json\n{\"questions\":[{\"text\":\"What is Acme's price?\",\"kind\":\"numerical\"},{\"text\":\"What does Acme plan?\",\"kind\":\"qualitative\",\"search\":\"acme plans\"}]}\n```\nI hope {this} helps.", priceAndPlans},
		"an object a line":   {"{\"text\":\"What is Acme's price?\",\"kind\":\"numerical\"}\n{\"text\":\"What does Acme plan?\",\"kind\":\"qualitative\",\"search\":\"acme plans\"}\n", priceAndPlans},
		"one object":         {`{"question":"What is Acme's price?","kind":"market data"}`, "numerical: What is Acme's price?"},
		"a list of a kind":   {`{"numerical":["What is Acme's price?"],"qualitative":[{"q":"What does Acme plan?","keywords":"acme plans"}]}`, priceAndPlans},
		"a name each":        {`{"q1":"What is Acme's price?","q2":"What does Acme plan?"}`, bothUnsaid},
		"the question too":   {`{"question":"How is Acme?","queries":["What is Acme's price?","What does Acme plan?"]}`, bothUnsaid},
		"other languages":    {`{"plan":[{"Frage":"Was kostet die Aktie von Acme?","Art":"numerisch"}]}`, "numerical: Was kostet die Aktie von Acme?"},
		"within a string":    {`"{\"questions\":[{\"text\":\"What is Acme's price?\",\"kind\":\"numerical\"}]}"`, "numerical: What is Acme's price?"},
		"escapes":            {`{"questions":[{"text":"What does \"Acm\u00e9\" \ud83d\ude80 plan\/do?","kind":"qualitative"}]}`, `qualitative: What does "Acmé" 🚀 plan/do?`},
		"quotes in quotes":   {`{"questions":[{"text":"What does "Acme" plan?","kind":"qualitative","search":"acme plans"}]}`, `qualitative: What does "Acme" plan? (acme plans)`},
		"cut in a text":      {`{"questions":[{"text":"What is Acme's price?","kind":"numerical"},{"text":"What does Ac`, "numerical: What is Acme's price?"},
		"cut in a kind":      {`{"questions":[{"text":"What is Acme's price?","kind":"numerical"},{"text":"What does Acme plan?","kind":"quali`, "numerical: What is Acme's price?\nunsaid: What does Acme plan?"},
		"no brackets' end":   {`{"questions":[{"text":"What is Acme's price?","kind":"numerical"},{"text":"What does Acme plan?","kind":"qualitative","search":"acme plans"`, priceAndPlans},
		"numbers":            {"Plan:\n\n1. **What is Acme's price?** (numerical)\n2) What does Acme plan?", "numerical: What is Acme's price?\nunsaid: What does Acme plan?"},
		"bullets":            {"- [numerical] What is Acme's price?\n* Qualitative: What does Acme plan?\n\n• Derived – How far apart are they?", "numerical: What is Acme's price?\nqualitative: What does Acme plan?\nderived: How far apart are they?"},
		"YAML":               {"questions:\n  - text: What is Acme's price?\n    kind: numerical\n  - text: \"What does Acme plan?\"\n    kind: qualitative\n    search: acme plans\n", priceAndPlans},
		"fields as bullets":  {"1. What is Acme's price?\n   - Kind: numerical\n2. What does Acme plan?\n   - **Kind:** qualitative\n   - **Search:** acme plans", priceAndPlans},
		"XML":                {"<questions>\n<question kind=\"numerical\">What is Acme's price?</question>\n<question><text>What does Acme plan?</text><kind>qualitative</kind><search>acme plans</search></question>\n</questions>", priceAndPlans},
		"below their kinds":  {"### Numerical\n- What is Acme's price?\n\n**Qualitative questions:**\n- What does Acme plan?\n  - Search: acme plans", priceAndPlans},
		"kinds below":        {"1. What is Acme's price?\n   numerical\n2. What does Acme plan?\n   qualitative\n   search: acme plans", priceAndPlans},
		"numbered in words":  {"**Question 1 (numerical):** What is Acme's price?\n**Question 2 (qualitative):** What does Acme plan?", "numerical: What is Acme's price?\nqualitative: What does Acme plan?"},
		"letters":            {"a) What is Acme's price?\nb) What does Acme plan?", bothUnsaid},
		"lines that ask":     {"What is Acme's price?\n\nWhat does Acme plan?\n", bothUnsaid},
		"wide numbers":       {"１．苹果的股价是多少？\n2、苹果有什么计划？\n③ 苹果的利润？", "unsaid: 苹果的股价是多少？\nunsaid: 苹果有什么计划？\nunsaid: 苹果的利润？"},
		"two objects":        {`{"questions":[{"text":"What is Acme's price?","kind":"numerical"}]} {"questions":[{"text":"what is Acme's price?"},{"text":"What does Acme plan?","kind":"qualitative","search":"acme plans"}]}`, priceAndPlans},
		"a call":             {`{"name":"plan","arguments":"{\"questions\":[{\"text\":\"What is Acme's price?\",\"kind\":\"numerical\"}]}"}`, "numerical: What is Acme's price?"},
		"rows":               {`{"questions":[["What is Acme's price?","numerical"],["What does Acme plan?","qualitative","acme plans"]]}`, priceAndPlans},
		"a kind each":        {`{"What is Acme's price?":"numerical","How far is it from its peak?":"derived"}`, "numerical: What is Acme's price?\nderived: How far is it from its peak?"},
		"kinds of languages": {`{"preguntas":[{"texto":"¿Cuál es el precio de Acme?","tipo":"numérica"},{"texto":"¿Qué planea Acme?","tipo":"cualitativa"},{"问题":"苹果的股价是多少？","类型":"数值"}]}`, "numerical: ¿Cuál es el precio de Acme?\nqualitative: ¿Qué planea Acme?\nnumerical: 苹果的股价是多少？"},
		"a table":            {"| # | question | kind |\n|---|---|---|\n| 1 | What is Acme's price? | numerical |\n| 2 | What does Acme plan? | qualitative |", "numerical: What is Acme's price?\nqualitative: What does Acme plan?"},
	} {
		got, ok := readQuestions(c.reply)
		if text := written(got); text != c.want || !ok {
			t.Errorf("%s: read %v\n%s\nwant\n%s", name, ok, text, c.want)
		}
	}
}

// A list of nothing says that there is nothing to ask; no list says nothing.
func TestPlansWithoutQuestions(t *testing.T) {
	for reply, want := range map[string]bool{
		`{"questions":[]}`: true, "[]": true, "{}": true, "Enough is known: {'questions': [],}": true,
		"": false, "no": false, "I cannot do that [yet].": false, `{"questions":[`: false, `{"questions":[{"text":"What is Ac`: false,
		`{"answer":42}`: false,
		"I can't plan that:\n- I do not give advice on shares.\n- I'm unable to predict prices.": false, "- Acme is at 231 USD [1]\n- It rose by 3 %": false,
		"1. No further questions.": false, `["none"]`: false, `{"questions":["I'm sorry, I cannot help with that."]}`: false, `[{"text":"N/A","kind":"numerical"}]`: false, strings.Repeat("{", 10000): false, strings.Repeat("[", 10000): false, strings.Repeat(`["`, 10000): false,
	} {
		if got, ok := readQuestions(reply); len(got) != 0 || ok != want {
			t.Errorf("%.60q: %+v, %v; want nothing, %v", reply, got, ok, want)
		}
	}
	got, _ := readQuestions(`{"questions":[{"text":"a\nb ` + strings.Repeat("x", 600) + `","kind":"nonsense"},{"text":" "}]}`)
	if len(got) != 1 || got[0].Kind != unsaid || len(got[0].Text) != maxQuestionBytes || strings.Contains(got[0].Text, "\n") || got[0].Search != got[0].Text {
		t.Errorf("questions %+v", got)
	}
}

func TestKinds(t *testing.T) {
	for word, want := range map[string]kind{
		"Numerical": numerical, "NUMERIC": numerical, "quantitative": numerical, "number": numerical, "market_data": numerical, "Price": numerical,
		"Qualitative": qualitative, "web": qualitative, "News article": qualitative, "Derived": derived, "calculation": derived, "comparison": derived,
		"": unsaid, "other": unsaid,
	} {
		if got := kindOf(word); got != want {
			t.Errorf("%q: %s, want %s", word, got, want)
		}
	}
}

// A question of which the plan does not say who can answer it goes to both.
func TestKindThatIsNotSaid(t *testing.T) {
	b := newBench()
	b.chat.plans, b.chat.answers = []string{`["Price of Apple?"]`}, []string{"x"}
	b.web.found["Price of Apple?"] = []string{"https://a.example/1"}
	if _, err := b.run(t, t.Context(), answer.Turn{Question: "How is Apple?"}); err != nil {
		t.Fatal(err)
	}
	if len(b.finder.asked) != 1 || len(b.web.read) != 1 {
		t.Errorf("asked %q, read %v", b.finder.asked, b.web.read)
	}
}

// A plan that cannot be read is said under the answer; a page that the reader is on
// does not stand for it.
func TestPlanThatCannotBeRead(t *testing.T) {
	for reply, said := range map[string]bool{"I would look at the price.": true, `{"questions":[]}`: false} {
		b := newBench()
		b.chat.plans, b.chat.answers = []string{reply}, []string{"x"}
		lines, err := b.run(t, t.Context(), answer.Turn{Question: "Price of Apple?", PageText: "A page."})
		if err != nil || strings.Contains(strings.Join(lines, "\n"), "plan could not be read") != said || (len(b.finder.asked) == 1) != said {
			t.Errorf("%q: %v, asked %q: %s", reply, err, b.finder.asked, strings.Join(lines, "\n"))
		}
	}
}

// Whatever a model writes is read within bounds.
func FuzzReadQuestions(f *testing.F) {
	for _, text := range []string{`{"questions":[{"text":"a","kind":"numerical"}]}`, "1. What is it?\n- kind: derived", `['a', "b`, "{a:[{b:`c", "| a | b |", `["\ud83d\ude80"]`, "“a", `{"a" "b" ::==;;}]`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, reply string) {
		all, ok := readQuestions(reply)
		if len(all) > maxQuestions || len(all) > 0 && !ok {
			t.Fatalf("%d questions, read %v", len(all), ok)
		}
		for _, q := range all {
			if q.Text == "" || q.Search == "" || len(q.Text) > maxQuestionBytes || len(q.Search) > maxQuestionBytes || strings.ContainsAny(fmt.Sprint(q), "\n\r\x00") {
				t.Fatalf("question %+v", q)
			}
		}
	})
}
