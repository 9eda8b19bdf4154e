// Package paper makes what is printed: a letter for a window envelope, with a
// strip to tear off and send back, and the dossier of a case for the committee.
//
// It knows A4, the window of a Dutch DL envelope, one embedded typeface, and how
// to lay out blocks of text, lists and pictures. The words of a letter are not
// made here: they come as Blocks, from the same Markdown tree as the mail. It
// does not know cases, mail or storage, asks no clock and reads no file; what is
// printed comes through readers and is never trusted: pictures are decoded within
// a bound and written anew, characters that the typeface lacks are named, and
// what cannot be printed is said so on the page instead.
//
// The same input with the same date gives the same bytes.
package paper
