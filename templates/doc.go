// Package templates knows the wording of every mail, in Dutch and for the
// complainant in English too. It turns data into a subject, a text part and an
// HTML part.
//
// It does not know when a mail goes out or to whom, what a mail server is, or
// where anything is kept; it asks no clock. What a template may show of the
// data stands in one table (fields.go), and a template is given nothing else.
//
// A text is a file such as nl/ontvangstbevestiging.md: header lines, a blank
// line and a body in a small Markdown (headings, paragraphs, lists, links,
// emphasis, quotes, a thematic break). What follows the last thematic break is
// small print. Both parts of the mail are made from that one source.
//
// The file is a text/template over Data. Every string of Data reaches it as an
// opaque mark of one private-use character, and the mark is replaced, escaped
// for the part at hand, only after the Markdown was parsed. So nothing that
// anybody wrote can become a list, a heading, a link, HTML or a command.
//
// What a template can call:
//
//	datum D          dinsdag 28 april 2026 (Tuesday 28 April 2026)
//	dag D            dinsdag 28 april (Tuesday 28 April)
//	eerder D E       whether date D lies before date E
//	voornaam N       the first word of a name
//	telefoon N       a telephone number that can be tapped
//	post A           a mail address that can be tapped
//	grootte N        a number of bytes as people say it
//	code C           an answer code in groups
//	meervoud N a b   a when N is 1, else b
//	hoofdletter W    w with a capital
//	bevat L x        whether a list holds x
//	keuzes L         numbered choices of the secretary
//	acties .         the secretary's, with what follows from each
//	biedt L x        whether a choice is among them
//	formulieren L    everything she can do now, with lines to fill in
//	voorbeeld L      one of these, filled in
//	antwoorden L Q   numbered answers to question Q
//	vast, vast X     keep this paragraph, or X, as it stands: Rendered.Fixed
//	aanhef W, slot W whether words begin or end as a letter does
//	momenten H       dates of a hearing to choose from
//	regels "a" "b"   lines as one would send them
//	invuldag N       a working day N days on, as one would write it in a form
//	cijfer L x       the number of choice x, 0 for none
//	betekent O W     what the committee's judgement O comes to, for W
//	opsomming L      a, b en c
//	balk P           a bar that is P percent full; only for the eye
//	resterend T D    how many days of a term are left, the bar in words
//	taal L x         x, marked as written in language L
//	toestand, uitkomst, wie, termijn, ontbreekt, twijfel, reden, mail, concept, vraag
//	                 the words for a closed list of package workflow
//	onbekend X       an error: the text has no words for X
package templates
