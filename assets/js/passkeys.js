// Passkeys: a form that says what to ask of the device. The answer goes into the form, and the form is sent as it is.
// Without this file, and where a browser has no passkeys, these forms stay hidden and the others do.
(() => {
  if (!window.PublicKeyCredential) return;
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  const text = (buffer) => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

  const ask = ({ challenge, rp, user, account, known }) => {
    const common = { challenge: bytes(challenge), timeout: 300_000 };
    if (!user) return navigator.credentials.get({ publicKey: { ...common, rpId: rp, userVerification: 'required' } });
    return navigator.credentials.create({
      publicKey: {
        ...common,
        rp: { id: rp, name: 'Amana' },
        user: { id: bytes(user), name: account, displayName: account },
        pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
        excludeCredentials: known.split(' ').filter(Boolean).map((id) => ({ type: 'public-key', id: bytes(id) })),
        authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
        attestation: 'none',
      },
    });
  };

  for (const form of document.querySelectorAll('form[data-passkey]')) {
    form.hidden = false;
    if (!form.dataset.challenge) continue;
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const failed = form.querySelector('[data-failed]');
      failed.hidden = true;
      try {
        const { rawId, response } = await ask(form.dataset);
        form.elements.answer.value = JSON.stringify({
          rawId: text(rawId),
          response: {
            clientDataJSON: text(response.clientDataJSON),
            attestationObject: text(response.attestationObject),
            authenticatorData: response.signature && text(response.authenticatorData),
            signature: text(response.signature),
            userHandle: text(response.userHandle),
          },
        });
        form.submit();
      } catch {
        failed.hidden = false;
      }
    });
  }
})();
