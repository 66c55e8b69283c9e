import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: openMicrophone()","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/functions/openMicrophone.md","filePath":"api/browser/functions/openMicrophone.md"}');
const _sfc_main = { name: "api/browser/functions/openMicrophone.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / openMicrophone</p><h1 id="function-openmicrophone" tabindex="-1">Function: openMicrophone() <a class="header-anchor" href="#function-openmicrophone" aria-label="Permalink to &quot;Function: openMicrophone()&quot;">​</a></h1><blockquote><p><strong>openMicrophone</strong>(<code>options?</code>): <code>Promise</code>&lt;<code>MediaStream</code>&gt;</p></blockquote><p>Asks the user for a microphone.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="options" tabindex="-1">options? <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options?&quot;">​</a></h3><p><a href="./../interfaces/MicrophoneOptions.html"><code>MicrophoneOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<code>MediaStream</code>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError DEVICE with a sentence for the user: permission refused, no such device, in use by another program</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/functions/openMicrophone.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const openMicrophone = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  openMicrophone as default
};
