// Package real runs Dovecot and Postfix, as Debian packages them, for one test:
// IMAP, submission and incoming mail of a few invented people on loopback ports,
// from a directory that is thrown away. What mailtest imitates is here the thing
// itself.
//
// It knows how these two are configured, started, stopped and spoken to. It does
// not know what a complaint is, and it touches nothing of the machine: no port
// below 1024, no file outside its directory, no service of the system. Both
// servers belong to root and run their parts under the accounts of their Debian
// packages, so a test needs root and the packages dovecot-core, dovecot-imapd,
// dovecot-lmtpd (2.3) and postfix.
//
// No mail leaves the machine: Postfix delivers to the domains of the test's
// people and returns everything else to its sender.
//
// Tests run it only with KLACHTENPOST_E2E=1; then whatever is missing makes them
// fail.
package real
