// Has nothing to wait for: exits 0 right after its start, without listening.
console.log('nothing to do');
