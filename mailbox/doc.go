// Package mailbox talks to mail servers: it watches the committee's mailbox
// over IMAP, appends drafts and notices to it, writes mails as MIME, and hands
// them to an SMTP server with an outcome that can be trusted.
//
// It knows IMAP, SMTP, MIME and TLS. It does not know cases, wording or SQL:
// what came in is handed to a function, what goes out is given to it, and what
// was seen before is asked of its caller.
//
// # The mailbox stays the secretary's
//
// Nothing here sets a flag, moves, marks or deletes a mail. Folders are opened
// with EXAMINE, bodies fetched with BODY.PEEK, and what has been read is the
// caller's knowledge: folder, UIDVALIDITY and UID. APPEND is the one command
// that changes anything.
//
// # What a server says is checked
//
// The IMAP library takes a body that is cut off for a whole one, passes over
// answers about other mails and waits without end. So a body counts only when
// its UID was asked for, its length is the literal's, and the command ended with
// OK; every command has a watchdog; what was asked for is compared with what
// came. A mail that still cannot be had after three tries is set aside and
// reported, and the next one goes on.
//
// # SMTP has four outcomes
//
// Accepted, try again, refused, unknown. Transmit holds its own dialogue
// because the difference lies in which side of the final dot a fault falls,
// which go-mail's client does not tell (an error inside DATA is followed by
// QUIT, and some servers then deliver half a letter; it waits 15 seconds after
// the dot where RFC 5321 section 4.5.3.2.6 asks for ten minutes; its dot writer
// rewrites line ends). go-mail composes.
package mailbox
