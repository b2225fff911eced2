package extract

import (
	"context"
	"regexp"
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"golang.org/x/net/html"
)

var (
	rule    = regexp.MustCompile(`^\|(?:\s*:?-+:?\s*\|)+$`)
	emptied = regexp.MustCompile(`!?\[\s*\]\([^)\s]*\)`)
	breaks  = regexp.MustCompile(`(?:\s*<br ?/?>\s*)+`)
)

// markdown writes a tree with its tables, which hold the figures of a page.
func markdown(ctx context.Context, root *html.Node) (string, error) {
	conv := converter.NewConverter(
		// Escapes are for renderers. Our readers read the text itself.
		converter.WithEscapeMode(converter.EscapeModeDisabled),
		converter.WithPlugins(
			base.NewBasePlugin(),
			commonmark.NewCommonmarkPlugin(commonmark.WithListEndComment(false)),
			table.NewTablePlugin(
				table.WithCellPaddingBehavior(table.CellPaddingBehaviorMinimal),
				table.WithNewlineBehavior(table.NewlineBehaviorPreserve),
				table.WithPresentationTables(true),
				table.WithHeaderPromotion(true),
				table.WithSkipEmptyRows(true),
			),
		),
	)
	out, err := conv.ConvertNode(root, converter.WithContext(ctx))
	if err != nil {
		return "", unsupported("it cannot be written as text")
	}
	return slim(emptied.ReplaceAllString(string(out), "")), nil
}

// slim drops the columns of each table that hold nothing. Filings lay out their
// figures with several of them for each that is filled.
func slim(text string) string {
	lines := strings.Split(text, "\n")
	out := lines[:0]
	for i := 0; i < len(lines); {
		end := i
		for end < len(lines) && strings.HasPrefix(lines[end], "|") {
			end++
		}
		if end == i {
			out = append(out, lines[i])
			i++
			continue
		}
		out = append(out, slimTable(lines[i:end])...)
		i = end
	}
	return strings.Join(out, "\n")
}

func slimTable(rows []string) []string {
	cells := make([][]string, len(rows))
	var filled []bool
	for i, row := range rows {
		cells[i] = strings.Split(strings.Trim(breaks.ReplaceAllString(row, " "), "|"), "|")
		for len(filled) < len(cells[i]) {
			filled = append(filled, false)
		}
		if rule.MatchString(row) {
			continue
		}
		for j, cell := range cells[i] {
			filled[j] = filled[j] || strings.TrimSpace(cell) != ""
		}
	}
	out := make([]string, 0, len(rows))
	for _, row := range cells {
		var b strings.Builder
		b.WriteByte('|')
		for j, cell := range row {
			if filled[j] {
				b.WriteString(" " + strings.TrimSpace(cell) + " |")
			}
		}
		if b.Len() > 1 {
			out = append(out, b.String())
		}
	}
	return out
}
