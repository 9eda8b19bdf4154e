// Package reader turns the raw bytes of any mail into a workflow.Message.
//
// It knows RFC 5322, MIME and what real clients make of them: broken headers,
// wrong character sets, missing boundaries, quotes in four languages, delivery
// reports, absences, Authentication-Results. It does not know cases, people's
// roles, IMAP, a database or a clock, and it never decides what a mail means
// for a procedure.
//
// Read never fails and never loses: what cannot be understood is still shown,
// and named in Message.Problems. The raw bytes stay the truth, so a better
// reader can be run over old mail.
//
// The package walks MIME itself instead of repairing mail for go-message.
// Measured over 8,693 real mails go-message refused 198 whole and lost parts of
// 653; repairs in front of it need the same parsing twice (which lines are
// headers, where does the body start, which boundary is meant), and its tree
// cannot say "the boundary was wrong, but here is one that fits". A walker
// driven by lines needs one pass, holds one line and a capped text in memory,
// and every tolerance stands in the place where the rule is broken.
//
// The order of the work:
//
//	lines   raw bytes to lines, never longer than a buffer        line.go
//	header  fields, sanitised, counted before parsing             header.go, fields.go, word.go, param.go
//	walker  parts, streamed, limits of depth and number           walk.go, part.go
//	decode  transfer encodings, charsets, clean text              decode.go, charset.go, clean.go
//	text    which parts are the text; HTML to lines               text.go, html.go
//	quote   the writer's own lines, with a confidence             quote.go, border.go, lang.go
//	kind    human, automatic or bounce; reports, absences         kind.go, report.go, absence.go, calendar.go
//	who     identity, addresses, hops, Authentication-Results     address.go, hops.go, authres.go
package reader
