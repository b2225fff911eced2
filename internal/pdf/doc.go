// Package pdf reads the structure of PDF files: their objects, streams and pages,
// wherever a file's own table of them is missing or wrong too, and encrypted files
// that open without a password. What a page says is read by package pdftext.
//
// A file may have been built to be hostile. Nothing here recurses or allocates by
// what a file says alone, but a file can take seconds and much memory: it is to be
// read in a process that can be ended.
package pdf
