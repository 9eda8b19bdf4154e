// Package proof plays faults against the whole program and holds what it did
// against three promises: no mail is lost, none is sent twice, and nobody is told
// what is not so.
//
// [World] is what somebody sees who stands beside the program: the mails that lay
// in the committee's mailbox, those that an SMTP server took, the drafts, the log.
// [Check] compares it with the records and knows nine invariants. A [Class] is one
// kind of fault with the number of times it is played: few in the ordinary run of
// the tests, all of them with -long. With -table as well, each class writes its line
// into PROOF.md when it has ended, and leaves those of the others as they were, so that
// several commands may share the work:
//
//	go test ./cmd/proof -run TestTable -long -table -timeout 0 -beside 3
//	go test ./cmd/proof -run 'TestTable/power cut' -long -table -timeout 0
//
// With TMPDIR in memory it takes half as long.
//
// The package knows the schema of the records, which it reads with SQL of its own: a
// witness that asks the accused is none. It knows nothing of how the daemon works.
// Only tests use it; no program imports it.
package proof
