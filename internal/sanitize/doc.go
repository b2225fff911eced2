// Package sanitize writes the text of a model as a reader may be given it,
// piece by piece as it comes. What a page made a model write must not lead the
// reader, or a program that shows Markdown to him, to a host of the page's
// choice; and a number in brackets must not look like a source that no one has.
//
// So outside of code there is no image and no tag, no link but to the address
// of a source, no definition of one, and no address that programs make a link
// of; and every citation is written as [1] and has its source. It refuses to
// judge what a text says, and it knows nothing of where sources come from.
package sanitize
