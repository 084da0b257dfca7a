// A document on its way says how far it is. Without this script the browser sends the form by itself; a list that is imported has a page
// of its own that says how far it is.
(() => {
  const start = () => {
    const form = document.querySelector('form[enctype="multipart/form-data"]');
    const sending = document.getElementById('sending');
    if (!sending || !form?.querySelector('input[type=file][accept*=".pdf"]')) return;
    const [meter, said] = [sending.querySelector('progress'), sending.querySelector('p')];
    const button = form.querySelector('button');

    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const request = new XMLHttpRequest();
      let told = 0;
      const part = (percent) => {
        meter.value = percent;
        // Spoken at each quarter, not at each piece.
        if (percent - told >= 25 || !told) said.textContent = sending.dataset.part.replace('00', (told = percent));
      };
      request.upload.onprogress = ({ loaded, total }) => part(Math.max(1, Math.floor((loaded / total) * 100)));
      request.upload.onload = () => (said.textContent = sending.dataset.whole);
      request.onload = () => {
        // Filed: the page that it leads to. Else what is wrong, on the same page.
        if (new URL(request.responseURL).pathname + new URL(request.responseURL).search !== new URL(form.action).pathname) {
          location.assign(request.responseURL);
          return;
        }
        const answer = new DOMParser().parseFromString(request.responseText, 'text/html');
        document.title = answer.title;
        document.querySelector('main').replaceWith(answer.querySelector('main'));
        start();
        (document.querySelector('main [aria-invalid], main [role=alert]') ?? document.querySelector('main h1')).scrollIntoView();
      };
      request.onerror = request.ontimeout = () => {
        button.disabled = false;
        meter.hidden = true;
        said.textContent = sending.dataset.broken;
      };
      sending.hidden = meter.hidden = false;
      button.disabled = true;
      request.open('POST', form.action);
      request.send(new FormData(form));
    });
  };
  start();
})();
