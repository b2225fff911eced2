package pdftext_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"quotewire/internal/pdf"
	"quotewire/internal/pdf/pdftest"
	"quotewire/internal/pdf/pdftext"
)

func read(t *testing.T, file string) (string, error) {
	t.Helper()
	f, err := pdf.Open([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	text, _, err := pdftext.Read(t.Context(), f, pdftext.Limits{Pages: 10, Text: 1 << 20, Time: time.Minute})
	return strings.TrimSpace(text), err
}

// at draws text at a place.
func at(x, y int, text string) string {
	return fmt.Sprintf("1 0 0 1 %d %d Tm (%s) Tj\n", x, y, text)
}

const (
	identity = "<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Serif /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /DW 500 /W [1 [600 500] 3 9 450] >>]"
	unmapped = identity + " >>"
)

// What is on the page is read as words, whatever the file does to put it there.
func TestWords(t *testing.T) {
	single := ""
	for i, letter := range strings.Split("s t i n u 5 1 2", " ") {
		single = at(72+[]int{0, 6, 9, 12, 19, 30, 36, 43}[i], 700, letter) + single // drawn from the last to the first
	}
	for name, test := range map[string]struct{ content, want string }{
		"words moved":                           {"72 700 Td (Sales) Tj 33 0 Td (of) Tj 14 0 Td (512.75) Tj", "Sales of 512.75"},
		"letters moved, backwards":              {single, "stinu 512"},
		"kerning":                               {"72 700 Td [(T) 80 (o) -30 (t) 15 (al) -278 (5) 20 (12)] TJ", "Total 512"},
		"a blank by shifting":                   {"72 700 Td [(Net) -300 (sales)] TJ", "Net sales"},
		"a blank taken back":                    {"72 700 Td [(Re ) 278 (venue)] TJ", "Revenue"},
		"letters set apart":                     {"2 Tc 72 700 Td (Net sales 512) Tj", "Net sales 512"},
		"letters drawn apart":                   {"72 700 Td [(R) -200 (e) -200 (v) -200 (e) -200 (n) -200 (u) -200 (e) -700 (n) -200 (o) -200 (w)] TJ", "Revenue now"},
		"words close to each other":             {"72 700 Td [(Net) -130 (sales) -130 (of) -130 (the) -130 (year)] TJ", "Net sales of the year"},
		"a gap between words by two letters":    {"72 700 Td (Profi) Tj 2.6 Tc 24.7 0 Td (ta) Tj 0 Tc 12.6 0 Td (nd) Tj", "Profit and"},
		"blanks made wider":                     {"6 Tw 72 700 Td (Net sales) Tj", "Net sales"},
		"blanks made narrower":                  {"-1.5 Tw 72 700 Td (Net sales) Tj", "Net sales"},
		"pressed together":                      {"60 Tz 72 700 Td (Reven) Tj 20.8 0 Td (ue 5) Tj 14 0 Td (12) Tj", "Revenue 512"},
		"a matrix that scales":                  {"/F1 1 Tf 12 0 0 12 72 700 Tm (Reven) Tj 2.89 0 Td (ue) Tj", "Revenue"},
		"a page upside down":                    {"ET Q 1 0 0 -1 0 800 cm BT /F1 12 Tf 1 0 0 -1 72 100 Tm (first) Tj 1 0 0 -1 72 120 Tm (second) Tj", "first\nsecond"},
		"drawn twice to be bold":                {at(72, 700, "Total 77") + "1 0 0 1 72.3 700 Tm (Total 77) Tj", "Total 77"},
		"lines out of order":                    {at(72, 660, "third") + at(72, 700, "first") + at(72, 680, "second"), "first\nsecond\nthird"},
		"the operators of lines":                {"14 TL 72 700 Td (one) Tj T* (two) Tj (three) ' 0 0 (four) \"", "one\ntwo\nthree\nfour"},
		"ligatures":                             {"/F2 12 Tf 72 700 Td (\\001nancial \\002ow) Tj", "financial flow"},
		"blanks that do not break":              {"72 700 Td (391\\240512) Tj", "391 512"},
		"seen by nobody, a layer for searching": {"3 Tr 72 700 Td (Scanned 512) Tj", "Scanned 512"},
		"what is found by searching beside it":  {at(72, 700, "All that is seen") + "3 Tr " + at(72, 680, "unseen"), "All that is seen"},
		"cut off at the edge of a cell":         {"ET q 70 690 34 20 re W n BT " + at(72, 700, "Sales of the year") + "ET Q BT " + at(112, 700, "512"), "Sales 512"},
		"a bound that is none":                  {"ET W n 0 0 600 800 re W* n BT " + at(72, 700, "Sales"), "Sales"},
		"a stamp over a line":                   {at(72, 700, "Sales of the segment were 512 million") + "/F1 48 Tf " + at(90, 698, "COPY"), "Sales of the segment were 512 million\n\nCOPY"},
		"a large initial":                       {"/F1 40 Tf " + at(72, 673, "T") + "/F1 12 Tf " + at(98, 700, "he board met and said") + at(98, 686, "that sales rose by a tenth") + at(98, 673, "in the year to 512"), "The board met and said\nthat sales rose by a tenth\nin the year to 512"},
		"a tab between":                         {"72 700 Td (Net\tsales) Tj", "Net sales"},
		"a map of nothings":                     {"/F3 12 Tf 72 700 Td (Sales) Tj", "Sales"},
		"a parenthesis set apart":               {at(72, 700, "\\(94") + at(94, 700, "\\)"), "(94)"},
		"white on white":                        {"1 g " + at(72, 700, "hidden") + "0 g " + at(72, 680, "shown"), "shown"},
		"white on blue":                         {"ET 0 0 1 rg 60 690 200 30 re f BT /F1 12 Tf 1 g " + at(72, 700, "shown"), "shown"},
		"said to be other text":                 {"72 700 Td /Span << /ActualText (fi) >> BDC (x) Tj EMC (nance) Tj", "finance"},
		"turned":                                {at(72, 700, "upright text") + "0 1 -1 0 40 300 Tm (beside it) Tj", "upright text\n\nbeside it"},
		"broken at the end":                     {at(72, 700, "of the compre-") + at(72, 686, "hensive income") + at(72, 672, "for long-") + at(72, 658, "term and long-term debt"), "of the comprehensive\nincome\nfor long-term\nand long-term debt"},
		"dots that lead":                        {at(72, 700, "Sales ...................... 512"), "Sales  512"},
	} {
		ligatures := "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /BaseEncoding /WinAnsiEncoding /Differences [1 /fi /f_l] >> >>"
		nothings := "<< /Type /Font /Subtype /TrueType /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 9 0 R >>"
		got, err := read(t, pdftest.Page("", "q BT /F1 12 Tf "+test.content+" ET", ligatures, nothings, pdftest.Stream("", "1 begincodespacerange <00> <FF> endcodespacerange 5 beginbfchar <53> <0000> <61> <0000> <6C> <0001> <65> <0000> <73> <0000> endbfchar")))
		if err != nil || got != test.want {
			t.Errorf("%s: %q, %v, want %q", name, got, err, test.want)
		}
	}
}

// A mark that is raised is no digit of the figure that it stands at.
func TestMarks(t *testing.T) {
	for name, test := range map[string]struct{ content, want string }{
		"smaller":              {"(Debt of 12) Tj /F1 7 Tf 5 Ts (3) Tj 0 Ts /F1 12 Tf ( million) Tj", "Debt of 12 [note 3] million"},
		"as large, raised":     {"(Debt of 12) Tj 4 Ts (3) Tj", "Debt of 12 [note 3]"},
		"a letter of its own":  {"(Debt of 12\\263) Tj", "Debt of 12 [note 3]"},
		"in parentheses":       {"(Debt) Tj /F1 7 Tf 5 Ts (\\(1\\)) Tj", "Debt [note 1]"},
		"a square":             {"(5 km) Tj /F1 7 Tf 5 Ts (2) Tj", "5 km²"},
		"an ending":            {"(the 1) Tj /F1 7 Tf 5 Ts (st) Tj 0 Ts /F1 12 Tf ( day) Tj", "the 1st day"},
		"lowered":              {"(CO) Tj /F1 7 Tf -3 Ts (2) Tj 0 Ts /F1 12 Tf ( of 7) Tj", "CO2 of 7"},
		"a power of ten":       {"(sales of 10) Tj /F1 7 Tf 5 Ts (6) Tj 0 Ts /F1 12 Tf ( units) Tj", "sales of 10^6 units"},
		"a power after a sign": {"(1.5 \\327 10) Tj /F1 7 Tf 5 Ts (2) Tj", "1.5 × 10^2"},
		"a power below one":    {"(10) Tj /F1 7 Tf 5 Ts (-3) Tj", "10^-3"},
		"a note at ten":        {"(Debt of 10) Tj /F1 7 Tf 5 Ts (1) Tj", "Debt of 10 [note 1]"},
		"a note at an amount":  {"(Debt of $10) Tj /F1 7 Tf 5 Ts (3) Tj", "Debt of $10 [note 3]"},
		"a note at 110":        {"(Debt of 110) Tj /F1 7 Tf 5 Ts (3) Tj", "Debt of 110 [note 3]"},
		"lowered a little":     {"(CO) Tj /F1 10.7 Tf -5.3 Ts (2) Tj 0 Ts /F1 12 Tf ( of 7) Tj", "CO2 of 7"},
		"before what it is of": {"/F1 7 Tf 5 Ts (1) Tj 0 Ts /F1 12 Tf (Restated) Tj", "[note 1] Restated"},
	} {
		got, err := read(t, pdftest.Page("", "BT /F1 12 Tf 72 700 Td "+test.content+" ET"))
		if err != nil || got != test.want {
			t.Errorf("%s: %q, %v, want %q", name, got, err, test.want)
		}
	}
}

// The figures of a table stay in their rows and below their heads, whatever the
// order in which it was drawn.
func TestTables(t *testing.T) {
	table := at(72, 740, "Results in millions of dollars, unaudited, for the years that ended in September") +
		at(300, 700, "2024") + at(400, 700, "2023") +
		at(72, 680, "Net sales") + at(300, 680, "391.5") + at(400, 680, "383.2") +
		at(72, 660, "Dividend") + at(412, 660, "12") +
		at(72, 640, "Net loss") + at(290, 640, "$") + at(312, 640, "\\(94\\)") + at(390, 640, "$") + at(412, 640, "\\(97\\)")
	byColumns := at(400, 700, "2023") + at(400, 680, "383.2") + at(412, 660, "12") + at(72, 680, "Net sales") + at(72, 660, "Dividend") +
		at(300, 700, "2024") + at(300, 680, "391.5")
	for name, test := range map[string]struct{ content, want string }{
		"by rows": {table, "Results in millions of dollars, unaudited, for the years that ended in September\n\n" +
			"|  | 2024 | 2023 |\n| --- | --- | --- |\n| Net sales | 391.5 | 383.2 |\n| Dividend |  | 12 |\n| Net loss | $ (94) | $ (97) |"},
		"by columns": {byColumns, "|  | 2024 | 2023 |\n| --- | --- | --- |\n| Net sales | 391.5 | 383.2 |\n| Dividend |  | 12 |"},
		"heads in the middle": {at(160, 700, "Segment") + at(262, 700, "2024") + at(332, 700, "Parts of it") + at(72, 680, "Americas") + at(300, 680, "167.5") + at(400, 680, "3%") + at(72, 660, "Japan") + at(300, 660, "25.2") + at(400, 660, "4%"),
			"| Segment | 2024 | Parts of it |\n| --- | --- | --- |\n| Americas | 167.5 | 3% |\n| Japan | 25.2 | 4% |"},
		"figures in columns without heads": {at(72, 680, "Debt paid") + at(300, 680, "12") + at(72, 660, "Debt taken") + at(400, 660, "31") + at(72, 640, "Sum") + at(300, 640, "12") + at(400, 640, "31"),
			"| Debt paid | 12 |  |\n| --- | --- | --- |\n| Debt taken |  | 31 |\n| Sum | 12 | 31 |"},
		"figures close to each other": {at(72, 700, "Net sales of the year") + at(201, 700, "391.5") + at(240, 700, "383.2") + at(72, 680, "Net loss of the year") + at(201, 680, "\\(94\\)") + at(240, 680, "97"),
			"| Net sales of the year | 391.5 | 383.2 |\n| --- | --- | --- |\n| Net loss of the year | (94) | 97 |"},
		"a label of two lines": {at(72, 700, "Americas") + at(300, 700, "167.5") + at(72, 680, "Europe, with the Middle") + at(72, 666, "East and Africa") + at(300, 673, "101.3") + at(72, 646, "Japan") + at(300, 646, "25.2"),
			"| Americas | 167.5 |\n| --- | --- |\n| Europe, with the Middle East and Africa | 101.3 |\n| Japan | 25.2 |"},
		"a bar in a cell": {at(72, 700, "Japan | Korea") + at(300, 700, "25.2") + at(72, 680, "China") + at(300, 680, "72.6"),
			"| Japan ¦ Korea | 25.2 |\n| --- | --- |\n| China | 72.6 |"},
		"heads over two": {at(260, 720, "Three months to September") + at(280, 700, "2024") + at(340, 700, "2023") + at(72, 680, "Net sales") + at(280, 680, "101") + at(340, 680, "92"),
			"Three months to September\n\n|  | 2024 | 2023 |\n| --- | --- | --- |\n| Net sales | 101 | 92 |"},
	} {
		got, err := read(t, pdftest.Page("", "BT /F1 12 Tf "+test.content+" ET"))
		if err != nil || got != test.want {
			t.Errorf("%s:\n%s\n%v, want\n%s", name, got, err, test.want)
		}
	}
}

// Prose in columns is read column by column, between lines that reach over them.
func TestColumns(t *testing.T) {
	left := []string{"The year was a good one for our", "shops and for all who work in them", "and we opened ninety more of these", "in eleven countries of the world.", "Sales rose by two parts in a hundred."}
	right := []string{"Costs rose as well, mostly of rent", "and of energy, which will stay dear", "for as long as anybody can foresee.", "We hold on to our plans for the time", "to come and will report on them."}
	for _, below := range []int{0, 5} { // base lines beside each other or not
		content := at(72, 760, "What the company has to say to all those who hold its shares or think of it, once in a year")
		for i := range left {
			content += at(72, 720-14*i, left[i]) + at(320, 720-14*i-below, right[i])
		}
		content += at(72, 600, "This is a foot of the page that reaches over both of the columns which stand above it here")
		got, err := read(t, pdftest.Page("", "BT /F1 12 Tf "+content+" ET"))
		want := "What the company has to say to all those who hold its shares or think of it, once in a year\n\n" +
			strings.Join(left, "\n") + "\n\n" + strings.Join(right, "\n") + "\n\n" +
			"This is a foot of the page that reaches over both of the columns which stand above it here"
		if err != nil || got != want {
			t.Errorf("%v:\n%s\nwant\n%s", err, got, want)
		}
	}
}

// A table that reaches over the columns of a page parts it: prose above and below is
// read by column, and the table by row, whatever stands between them.
func TestColumnsBesideTables(t *testing.T) {
	left := []string{"The year was a good one for our", "shops and for all who work in them", "and we opened ninety more of these", "in eleven countries of the world."}
	right := []string{"Costs rose as well, mostly of rent", "and of energy, which will stay dear", "for as long as anybody can foresee."}
	columns := func(y, below int) (content string) {
		for i := range left {
			content += at(72, y-14*i, left[i])
		}
		for i := range right {
			content += at(320, y-14*i-below, right[i])
		}
		return content + at(320, y-14*len(right)-below, "We hold on to our plans for 2025.")
	}
	prose := strings.Join(left, "\n") + "\n\n" + strings.Join(right, "\n") + "\nWe hold on to our plans for 2025."
	table := func(y int) (content string) {
		for i, row := range [][]string{{"", "2024", "2023"}, {"Net sales", "391.5", "383.2"}, {"Other income", "\\(171\\)", "142"}, {"Dividends paid", "15.2", "15.0"}, {"Shares", "15,116", "15,550"}} {
			content += at(72, y-18*i, row[0]) + at(350, y-18*i, row[1]) + at(450, y-18*i, row[2])
		}
		return content
	}
	figures := "|  | 2024 | 2023 |\n| --- | --- | --- |\n| Net sales | 391.5 | 383.2 |\n| Other income | (171) | 142 |\n| Dividends paid | 15.2 | 15.0 |\n| Shares | 15,116 | 15,550 |"
	heading := at(72, 550, "Outlook")
	for name, test := range map[string]struct{ content, want string }{
		"below":                  {table(720) + columns(620, 0), figures + "\n\n" + prose},
		"below, lines apart":     {table(720) + columns(620, 5), figures + "\n\n" + prose},
		"above":                  {columns(720, 0) + table(640), prose + "\n\n" + figures},
		"above, lines apart":     {columns(720, 5) + table(640), prose + "\n\n" + figures},
		"between":                {columns(720, 5) + table(640) + columns(530, 5), prose + "\n\n" + figures + "\n\n" + prose},
		"with a heading between": {table(660) + heading + columns(520, 0), figures + "\n\nOutlook\n\n" + prose},
	} {
		got, err := read(t, pdftest.Page("", "BT /F1 12 Tf "+test.content+" ET"))
		if err != nil || got != test.want {
			t.Errorf("%s:\n%s\n%v, want\n%s", name, got, err, test.want)
		}
	}

	// A table within a column stays there.
	content, within := "", slices.Concat(left, left, left)
	beside := slices.Concat(right, left, right, left)
	for i, line := range within {
		content += at(72, 760-14*i, line)
	}
	for i, row := range [][]string{{"Net sales", "391.5"}, {"Other income", "142"}, {"Dividends paid", "15.2"}} {
		content += at(72, 592-14*i, row[0]) + at(220, 592-14*i, row[1])
	}
	for i, line := range beside {
		content += at(320, 760-14*i, line)
	}
	got, err := read(t, pdftest.Page("", "BT /F1 12 Tf "+content+" ET"))
	want := strings.Join(within, "\n") + "\n\n| Net sales | 391.5 |\n| --- | --- |\n| Other income | 142 |\n| Dividends paid | 15.2 |\n\n" + strings.Join(beside, "\n")
	if err != nil || got != want {
		t.Errorf("a table within a column:\n%s\n%v, want\n%s", got, err, want)
	}
}

// What is read from the right is read in its order, figures and what one glyph
// shows of several letters too.
func TestFromTheRight(t *testing.T) {
	const letters = "1 begincodespacerange <00> <FF> endcodespacerange 6 beginbfchar <61> <0627> <62> <06440627> <63> <0645> <64> <05D0> <65> <05D1> <66> <05D2> endbfchar"
	font := "<< /Type /Font /Subtype /TrueType /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 8 0 R >>"
	for shown, want := range map[string]string{
		"340 cba %12.5": "12.5% الام 340",
		"5% fed":        "אבג 5%",
		"ABC fed":       "אבג ABC",
	} {
		got, err := read(t, pdftest.Page("", "BT /F2 12 Tf 72 700 Td ("+shown+") Tj ET", font, pdftest.Stream("", letters)))
		if err != nil || got != want {
			t.Errorf("%q: %q, %v, want %q", shown, got, err, want)
		}
	}
}

// What is filled into a form, or put on a page, is read where it stands; what is
// hidden is not.
func TestAnnotations(t *testing.T) {
	objects := pdftest.Objects(pdftest.Stream("", "BT /F1 12 Tf 72 700 Td (Income) Tj 0 -20 Td (Costs) Tj 0 -20 Td (Debt) Tj ET"))
	objects[2] = "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots [7 0 R 9 0 R 10 0 R 11 0 R 12 0 R 14 0 R 15 0 R 16 0 R] >>"
	objects = append(objects,
		"<< /Subtype /Widget /FT /Tx /V (39,150) /Rect [200 695 300 715] /AP << /N 8 0 R >> >>",
		pdftest.Stream("/Type /XObject /Subtype /Form /BBox [0 0 50 10] /Resources << /Font << /F1 5 0 R >> >>", "/Tx BMC q BT /F1 6 Tf 2 3 Td (39,150) Tj ET Q EMC"),
		"<< /Subtype /Widget /Parent 13 0 R /Rect [200 675 300 695] >>",
		"<< /Subtype /Widget /FT /Tx /V (secret) /F 2 /Rect [200 655 300 675] >>",
		"<< /Subtype /Widget /FT /Tx /Ff 8192 /V (password) /Rect [200 655 300 675] >>",
		"<< /Subtype /Widget /FT /Btn /AS /Off /AP << /N << /Yes 8 0 R >> >> /Rect [200 635 300 655] >>",
		"<< /FT /Tx /V <feff00310032002e0035> >>",
		"<< /Subtype /Widget /FT /Ch /V (7.1) /Rect [200 655 300 675] >>",
		"<< /Subtype /Popup /V (note) /FT /Tx /Rect [200 655 300 675] >>",
		"<< /Subtype /FreeText /Contents (Seen by the auditor) /Rect [72 400 300 420] >>")
	got, err := read(t, pdftest.File(objects, ""))
	if want := "| Income | 39,150 |\n| --- | --- |\n| Costs | 12.5 |\n| Debt | 7.1 |\n\n\n\nSeen by the auditor"; err != nil || got != want {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
}

// A document that takes too long is read as far as the time goes.
func TestTime(t *testing.T) {
	f, err := pdf.Open([]byte(pdftest.Page("", strings.Repeat("BT /F1 12 Tf 72 700 Td (Sales) Tj ET\n", 1000))))
	if err != nil {
		t.Fatal(err)
	}
	if text, cut, err := pdftext.Read(t.Context(), f, pdftext.Limits{Pages: 1, Text: 1 << 20}); err != nil || !cut || !strings.HasPrefix(text, "Sales") {
		t.Errorf("%q, %v, %v", text, cut, err)
	}
}

// Old-style figures and small capitals are figures and letters.
func TestFormsOfLetters(t *testing.T) {
	font := "<< /Type /Font /Subtype /Type1 /BaseFont /Serif /Encoding << /Differences [65 /oneoldstyle /two.oldstyle /threeoldstyle /Asmall /dollaroldstyle /uni0034 /five.tf] >> >>"
	if got, err := read(t, pdftest.Page("", "BT /F2 12 Tf 72 700 Td (EABCFG D) Tj ET", font)); err != nil || got != "$12345 a" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestFonts(t *testing.T) {
	cmap := "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfchar <0001> <0053> <0009> <00660069> endbfchar 1 beginbfrange <0003> <0008> <0061> endbfrange endcmap"
	mapped := identity + " /ToUnicode 8 0 R >>"
	got, err := read(t, pdftest.Page("", "BT /F2 12 Tf 72 700 Td <000100030009> Tj ET", mapped, pdftest.Stream("", cmap)))
	if err != nil || got != "Safi" {
		t.Errorf("mapped: %q, %v", got, err)
	}
	for name, font := range map[string]string{
		"glyphs without a map":      unmapped,
		"a map that is empty":       identity + " /ToUnicode 8 0 R >>",
		"a drawn font":              "<< /Type /Font /Subtype /Type3 /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 0 /Widths [500 500 500] /Encoding << /Differences [0 /g0 /g1 /g2 /g3] >> >>",
		"numbers in place of names": "<< /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+Sans /Encoding << /Differences [0 /g32 /g33 /g34 /g35] >> >>",
	} {
		got, err := read(t, pdftest.Page("", "BT /F2 12 Tf 72 700 Td <000100030002000300010003> Tj ET", font, pdftest.Stream("", "begincmap endcmap")))
		if !errors.Is(err, pdftext.ErrNoMap) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	// Codes of symbols are taken for those of Windows where that makes text.
	symbolic := "<< /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+Sans /FontDescriptor << /Flags 4 >> >>"
	for shown, want := range map[string]string{
		"The net sales of the year rose": "The net sales of the year rose", "391,035 383,285 \\(94\\) 12.5%": "391,035 383,285 (94) 12.5%",
		"7KHQHWVDOHVRIWKH\\HDUURVHE\\WZR": "", "\\312\\356\\354\\357\\340\\355\\350\\377\\356\\357\\363\\341\\353\\350\\352\\356\\342\\340\\353\\340\\356\\362\\367\\345\\362": "",
	} {
		got, err := read(t, pdftest.Page("", "BT /F2 12 Tf 72 700 Td ("+shown+") Tj ET", symbolic))
		if got != want || (want == "") != errors.Is(err, pdftext.ErrNoMap) {
			t.Errorf("symbols %s: %q, %v, want %q", shown, got, err, want)
		}
	}
	// A few that are not known do not make a document unreadable, and are not passed over.
	got, err = read(t, pdftest.Page("", "BT /F1 12 Tf 72 700 Td (The sales rose) Tj /F2 12 Tf <00010002> Tj ET", unmapped))
	if err != nil || got != "The sales rose\ufffd" {
		t.Errorf("a few without a map: %q, %v", got, err)
	}
	for encoding, want := range map[string]string{"UniGB-UCS2-H <53174EAC>": "北京", "GBK-EUC-H <B1B1BEA941>": "北京A", "90ms-RKSJ-H <938C8B9E>": "東京",
		"UniJIS-UTF16-H <6771D842DFB7>": "東𠮷", "UniCNS-UTF32-V <000053170001F600>": "北😀", "UniKS-UTF8-H <EC9584>": "아"} {
		name, text, _ := strings.Cut(encoding, " ")
		got, err := read(t, pdftest.Page("", "BT /F2 12 Tf 72 700 Td "+text+" Tj ET", "<< /Type /Font /Subtype /Type0 /Encoding /"+name+" /DescendantFonts [<< /DW 1000 >>] >>"))
		if err != nil || got != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// The glyphs of figures have their own widths in fonts of thousands of letters, and
// are known in the collections of such by their numbers.
func TestFiguresAmongThousands(t *testing.T) {
	for font, shown := range map[string]string{
		"/UniGB-UCS2-H /DescendantFonts [<< /DW 1000 /W [1 95 500] >>]":                                                      "<00310032002E0035> Tj 29 0 Td <00370025>",
		"/90ms-RKSJ-H /DescendantFonts [<< /DW 1000 /W [231 389 500] >>]":                                                    "(12.5) Tj 29 0 Td (7%)",
		"/Identity-H /DescendantFonts [<< /DW 1000 /W [1 95 500] /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) >> >>]": "<00120013000F0016> Tj 29 0 Td <00180006>",
	} {
		got, err := read(t, pdftest.Page("", "BT /F2 12 Tf 72 700 Td "+shown+" Tj ET", "<< /Type /Font /Subtype /Type0 /Encoding "+font+" >>"))
		if err != nil || got != "12.5 7%" {
			t.Errorf("%s: %q, %v", font, got, err)
		}
	}
}

// Pictures of text are no text.
func TestPictures(t *testing.T) {
	objects := pdftest.Objects(pdftest.Stream("", "q 500 0 0 700 0 0 cm /I Do Q"))
	objects[2] = "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /I 7 0 R >> >> >>"
	file := pdftest.File(append(objects, pdftest.Stream("/Type /XObject /Subtype /Image /Width 1 /Height 1", "x")), "")
	if got, err := read(t, file); !errors.Is(err, pdftext.ErrPictures) {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := read(t, pdftest.Page("", "")); got != "" || err != nil {
		t.Errorf("an empty page: %q, %v", got, err)
	}
}

// What is drawn beside the page's own content is read where it is drawn; layers
// that are switched off are not.
func TestForms(t *testing.T) {
	objects := pdftest.Objects(pdftest.Stream("", "BT /F1 12 Tf 72 700 Td (above) Tj ET q 1 0 0 1 0 -40 cm /X Do Q BT /F1 12 Tf 72 680 Td (between) Tj ET /OC /L BDC BT 72 600 Td (hidden) Tj ET EMC"))
	objects[0] = "<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [8 0 R] /D << /OFF [8 0 R] >> >> >>"
	objects[2] = "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> /XObject << /X 7 0 R >> /Properties << /L 8 0 R >> >> >>"
	objects = append(objects, pdftest.Stream("/Type /XObject /Subtype /Form /Resources << /Font << /F1 5 0 R >> /XObject << /X 7 0 R >> >>", "BT /F1 12 Tf 72 700 Td (inside) Tj ET /X Do"), "<< /Type /OCG /Name (notes) >>")
	got, err := read(t, pdftest.File(objects, ""))
	if err != nil || got != "above\nbetween\ninside" {
		t.Errorf("%q, %v", got, err)
	}
}

// Whatever a page draws, it is read to its end and the text is clean.
func FuzzRead(f *testing.F) {
	f.Add("BT /F1 12 Tf 72 700 Td [(Net) -300 (sales)] TJ 1 0 0 1 72 700 Tm (x) ' ET", "/ToUnicode 8 0 R", "1 beginbfrange <00> <FF> <0041> endbfrange")
	f.Add("/Span << /ActualText (a) >> BDC q 0 0 0 0 0 0 cm BT /F2 1e9 Tf <0001> Tj EMC Q BI ID EI", "/W [1 [600]] /DW 1", "<")
	f.Fuzz(func(t *testing.T, content, font, cmap string) {
		for _, kind := range []string{"/Subtype /Type0 /Encoding /Identity-H /DescendantFonts [<< " + font + " >>] ", "/Subtype /TrueType "} {
			file, err := pdf.Open([]byte(pdftest.Page("", content, "<< /Type /Font "+kind+font+" >>", pdftest.Stream("", cmap))))
			if err != nil {
				continue
			}
			text, _, err := pdftext.Read(t.Context(), file, pdftext.Limits{Pages: 5, Text: 1 << 20, Time: time.Minute})
			if err != nil && !errors.Is(err, pdftext.ErrNoMap) && !errors.Is(err, pdftext.ErrPictures) {
				t.Errorf("%v, none of the package's errors", err)
			}
			if !utf8.ValidString(text) {
				t.Errorf("text %q", text)
			}
		}
	})
}
