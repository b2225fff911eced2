package exhibit

import "strings"

// Markdown is the whole exhibit for people who read or keep it: figures as they are
// written for the model, with their origins at the end.
func (e *Exhibit) Markdown() string {
	var b strings.Builder
	b.WriteString("### " + markdown(e.Title) + "\n")
	if e.Above != "" {
		b.WriteString("\n" + markdown(e.Above) + "\n")
	}
	writeList(&b, e.facts(e.Facts, Head{}))
	for i := range e.Parts {
		e.writePart(&b, &e.Parts[i])
	}
	for i, o := range e.Origins {
		if i == 0 {
			b.WriteString("\n")
		}
		line := "- Source: " + o.Provider + ", " + o.Title
		if !o.AsOf.IsZero() {
			line += ", as of " + UTC().moment(o.AsOf)
		}
		b.WriteString(markdown(line) + "\n")
	}
	return b.String()
}

func (e *Exhibit) writePart(b *strings.Builder, p *Part) {
	if len(e.block(p).lines) == 0 {
		return
	}
	if p.Name != "" {
		b.WriteString("\n#### " + markdown(p.Name) + "\n")
	}
	writeList(b, e.facts(p.Facts, p.Head))
	if len(p.Rows) > 0 {
		b.WriteString("\n" + e.grid(p))
	} else if p.Empty != "" {
		b.WriteString("\n" + markdown(p.Empty) + "\n")
	}
	for _, paragraph := range p.Prose {
		b.WriteString("\n" + markdown(paragraph) + "\n")
	}
}

func writeList(b *strings.Builder, lines []line) {
	for i, l := range lines {
		if i == 0 {
			b.WriteString("\n")
		}
		b.WriteString("- " + markdown(l.text) + "\n")
	}
}

// grid is the rows as a table.
func (e *Exhibit) grid(p *Part) string {
	var b strings.Builder
	names := make([]string, max(len(p.Columns), len(p.Rows[0].Cells))) // days alone have no names
	for i, c := range p.Columns {
		names[i] = c.Name
	}
	writeCells(&b, names)
	b.WriteString("|" + strings.Repeat(" --- |", len(names)) + "\n")
	heads := e.heads(p)
	for _, r := range p.Rows {
		writeCells(&b, cells(r, heads))
	}
	return b.String()
}

func writeCells(b *strings.Builder, cells []string) {
	b.WriteString("|")
	for _, c := range cells {
		b.WriteString(" " + strings.ReplaceAll(markdown(c), "|", "\\|") + " |")
	}
	b.WriteString("\n")
}

// markdown is a line whose marks say nothing: foreign names may hold some.
func markdown(s string) string {
	return strings.NewReplacer("\\", "\\\\", "*", "\\*", "_", "\\_", "`", "\\`", "[", "\\[", "]", "\\]", "<", "&lt;").Replace(s)
}
