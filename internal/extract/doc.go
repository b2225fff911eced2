// Package extract makes text of what a site sent: Markdown of the main content of
// HTML with its tables, and the text of PDFs, feeds, JSON and plain text, with
// title, site, author and date.
//
// It is given what anybody may have written, and gives it to libraries that have
// no bound of memory or time of their own. [Serve] is its work as a process that
// may be killed at any time, with limits that the system holds; [Write] and
// [Receive] are the other side of it. It fetches nothing, and knows of no page but
// the one that it is given.
package extract
