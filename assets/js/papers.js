// A link to a paper holds for a minute. The ring counts it down; it is spoken at its start, at twenty seconds and at its end. Without this
// script the page says until when the link holds, and the server closes it all the same.
(() => {
  const said = document.getElementById('papers-said');
  const say = (words) => {
    said.textContent = '';
    requestAnimationFrame(() => (said.textContent = words));
  };

  function count(ring) {
    ring.removeAttribute('hidden');
    const ends = performance.now() + 1000 * ring.dataset.left;
    const [run, number] = [ring.querySelector('.run'), ring.querySelector('text')];
    const row = ring.closest('[data-link]');
    let soon = false;
    say(ring.dataset.start);
    (function tick() {
      if (!ring.isConnected) return;
      const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
      run.setAttribute('stroke-dasharray', `${(left / 60) * 100} 100`);
      number.textContent = left;
      if (left > 0 && left <= 20 && !soon) {
        soon = true;
        say(ring.dataset.soon);
      }
      if (left > 0) return void setTimeout(tick, 250);
      say(ring.dataset.over);
      for (const way of row.querySelectorAll('[data-way]')) way.remove();
      for (const page of row.querySelectorAll('[data-page]')) page.remove();
      for (const over of row.querySelectorAll('[data-over]')) over.hidden = false;
    })();
  }

  document.querySelectorAll('.ring').forEach(count);
  // A link opens once: after that its way is gone from the page that it stood on.
  document.addEventListener('click', (event) => {
    const way = event.target.closest('[data-way]');
    if (!way) return;
    setTimeout(() => {
      const row = way.closest('[data-link]');
      row.querySelectorAll('.ring').forEach((ring) => ring.remove());
      row.querySelectorAll('[data-over]').forEach((over) => (over.hidden = false));
      way.remove();
    });
  });
})();
