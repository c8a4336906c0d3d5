/** Where the browser keeps the choice. */
export const storageKey = 'theme';

/** Runs before the first paint, so that no page flashes in the wrong colours. */
export const themeScript = `(()=>{try{const t=localStorage.getItem('${storageKey}');const d=t==='dark'||(t!=='light'&&matchMedia('(prefers-color-scheme: dark)').matches);document.documentElement.dataset.theme=d?'dark':'light'}catch{}})()`;
