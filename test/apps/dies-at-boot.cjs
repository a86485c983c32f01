// Tells on stderr why it can't start, with a stack, and exits 1 after 50 ms.
console.error('could not start the shop');
console.error(new Error('connect ECONNREFUSED 127.0.0.1:5432').stack);
setTimeout(() => process.exit(1), 50);
