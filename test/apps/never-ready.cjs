// Stays alive and never listens.
setInterval(() => {}, 60_000);
console.log('alive, and not listening');
