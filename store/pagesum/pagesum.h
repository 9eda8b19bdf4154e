#include <stdint.h>

/* pagesum_register makes every connection that this process opens from now on write
   and check the sums. It gives 0, or SQLite's code of what was in the way. */
int pagesum_register(void);

/* pagesum_sum is the sum of a page of n bytes, of which the last eight are its place. */
uint64_t pagesum_sum(const unsigned char *page, int n, uint64_t number);
