import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: PageState","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/type-aliases/PageState.md","filePath":"api/browser/type-aliases/PageState.md"}');
const _sfc_main = { name: "api/browser/type-aliases/PageState.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / PageState</p><h1 id="type-alias-pagestate" tabindex="-1">Type Alias: PageState <a class="header-anchor" href="#type-alias-pagestate" aria-label="Permalink to &quot;Type Alias: PageState&quot;">​</a></h1><blockquote><p><strong>PageState</strong> = <code>&quot;loading&quot;</code> | <code>&quot;ready&quot;</code> | <code>&quot;blocked&quot;</code> | <a href="./StreamState.html"><code>StreamState</code></a> | <code>&quot;failed&quot;</code> | <code>&quot;closed&quot;</code></p></blockquote><p>What a page shows of a stream. <code>loading</code> the model → <code>connecting</code> → (<code>queued</code> as a source while another one has the channel, or <code>waiting</code> for a source) → <code>live</code> ⇄ <code>reconnecting</code>; <code>stalled</code> while no audio arrives, <code>gone</code> while the source has lost its connection, <code>ended</code> when it has ended its stream (another may follow). <code>blocked</code>: the browser runs no audio before a click. <code>ready</code>: audio has arrived and is held back until it is asked for. <code>failed</code> and <code>closed</code> are final.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/type-aliases/PageState.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PageState = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PageState as default
};
