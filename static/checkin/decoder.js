// The QR decoder, loaded when the camera first needs it.

const OPTIONS = { formats: ["QRCode"], maxNumberOfSymbols: 1, tryHarder: true };

/** Load the decoder from our own address; its default would be a CDN. */
export async function loadDecoder({ module, wasm }) {
  const { prepareZXingModule, readBarcodes } = await import(module);
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  return async (image) => {
    const [found] = await readBarcodes(image, OPTIONS);
    return found?.isValid ? found.text : null;
  };
}
