// Writes 200 numbered lines to stderr and exits 3.
for (let line = 1; line <= 200; line++) console.error(`last words ${line} of 200`);
process.exitCode = 3;
