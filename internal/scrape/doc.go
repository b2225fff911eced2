// Package scrape reads a page of the web as text: Markdown with its tables,
// with title, site, author and dates.
//
// A [Scraper] asks by plain HTTP first. Where that gives too little, is refused
// or needs JavaScript, it asks again in a headless Chromium, when the machine
// has one; without one it goes on by HTTP alone. Text is made of what came, either
// way, by processes of their own, with package extract.
//
// Nothing here may reach an inner network: every connection of both ways,
// redirects and what a page in the browser asks for included, is dialled through
// one guard, which looks at addresses after DNS. Everything is bounded in bytes
// and in time, and ends with the ctx of the one who asked. It refuses to log in,
// to send what is not a GET, to download files and to load images, fonts and
// media.
//
// What a page says is untrusted: it is data for whoever reads it, and never an
// instruction.
package scrape
