import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Examples","description":"","frontmatter":{},"headers":[],"relativePath":"examples.md","filePath":"examples.md"}');
const _sfc_main = { name: "examples.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><h1 id="examples" tabindex="-1">Examples <a class="header-anchor" href="#examples" aria-label="Permalink to &quot;Examples&quot;">​</a></h1><table tabindex="0"><thead><tr><th></th><th></th><th>start it</th></tr></thead><tbody><tr><td><a href="/files/examples/node/index.mjs">node</a></td><td>a file to <code>.lc</code> and back</td><td><code>npm install &amp;&amp; node index.mjs voice.flac out.lc out.wav</code></td></tr><tr><td><a href="/files/examples/vite/main.js">vite</a></td><td>an app of your own that plays a channel</td><td><code>npm install &amp;&amp; npm run dev</code></td></tr><tr><td><a href="/files/examples/plain/index.html">plain</a></td><td>a station in any page, without a build</td><td>open it beside a relay</td></tr></tbody></table><p>Each is run by a test.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("examples.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const examples = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  examples as default
};
