// Package pdftext makes text of the pages of a PDF. A page says which glyph stands
// where, and not which words there are: blanks, lines, columns and rows of tables
// are read off the places and the widths of the glyphs.
//
// What is not seen on the page is left out where that is plain. Glyphs whose fonts
// do not say which letters they are become no letters: a document that has mostly
// such is refused.
package pdftext
